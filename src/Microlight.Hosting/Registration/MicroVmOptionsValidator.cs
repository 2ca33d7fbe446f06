using Microsoft.Extensions.Options;

namespace Microlight.Hosting.Registration;

/// <summary>Says all that is wrong with one micro-VM's options, one sentence each, before anything is made of them.</summary>
internal sealed class MicroVmOptionsValidator(MicroVmRegistration registration) : IValidateOptions<MicroVmOptions>
{
    public ValidateOptionsResult Validate(string? name, MicroVmOptions options)
    {
        if (name != registration.Name) return ValidateOptionsResult.Skip;
        var failures = new List<string>();
        if (registration.Image is null && FindImage(options.ImagePath) is { } problem) failures.Add(Sentence(problem));
        if (options.Pool is null) failures.Add(Sentence($"{nameof(MicroVmOptions.Pool)} is null; leave it as it is, or give it a value."));
        Try(() => options.ToSandboxOptions().Validate());
        Try(() => options.Pool?.ToPoolOptions(name, null).Validate());
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Try(Action validate)
        {
            try
            {
                validate();
            }
            catch (ArgumentException exception)
            {
                failures.Add(Sentence(exception.Message));
            }
        }

        string Sentence(string problem) => $"The micro-VM '{name}': {problem}";
    }

    private static string? FindImage(string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
            return $"{nameof(MicroVmOptions.ImagePath)} is not set; name the guest's file there, or call {nameof(MicroVmBuilder.UseImage)}.";
        var full = MicroVmFactory.FullPath(path);
        return File.Exists(full) ? null : $"{nameof(MicroVmOptions.ImagePath)} is '{path}', and there is no file '{full}'.";
    }
}
