using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Microlight.Hosting.Registration;

/// <summary>Finds misspelt keys: the binder's own message for them speaks of its flags and types instead of the application's configuration.</summary>
internal static class ConfigurationKeys
{
    private static readonly string[] s_options = [.. typeof(MicroVmOptions).GetProperties().Select(property => property.Name)];
    private static readonly string[] s_pool = [.. typeof(MicroVmPoolOptions).GetProperties().Select(property => property.Name)];

    /// <exception cref="OptionsValidationException">A key that <see cref="MicroVmOptions"/> do not have; one sentence for each.</exception>
    public static void Check(string name, IConfiguration section)
    {
        string[] failures = [.. Unknown(name, section, s_options), .. Unknown(name, section.GetSection(nameof(MicroVmOptions.Pool)), s_pool)];
        if (failures.Length != 0) throw new OptionsValidationException(name, typeof(MicroVmOptions), failures);
    }

    private static IEnumerable<string> Unknown(string name, IConfiguration section, string[] known) =>
        from child in section.GetChildren()
        where !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
        select $"The micro-VM '{name}': the configuration has '{child.Path}', but no option is called '{child.Key}'; there are {string.Join(", ", known)}.";
}
