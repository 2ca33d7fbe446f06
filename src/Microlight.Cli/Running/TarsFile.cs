using Microlight.Tars.Idl;

namespace Microlight.Cli.Running;

/// <summary>A .tars file and those that it includes, without mistakes.</summary>
internal sealed class TarsFile
{
    private TarsFile(string path, IdlDocument document) => (Path, Document) = (path, document);

    public string Path { get; }

    /// <summary>Without its folders.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    public IdlDocument Document { get; }

    /// <summary>Null if there are mistakes: each is a line on standard error then.</summary>
    public static TarsFile? Read(string path)
    {
        var document = IdlDocument.Load([path], file => File.Exists(file) ? File.ReadAllText(file) : null);
        foreach (var error in document.Errors) ErrorReport.Write(error.ToString());
        return document.Errors.Count == 0 ? new TarsFile(path, document) : null;
    }

    /// <summary>An interface of the file itself, not of those that it includes.</summary>
    /// <param name="name"><c>Name</c> or <c>Module::Name</c>; null if it has to have one alone.</param>
    /// <exception cref="UserErrorException">There is none, or there are several.</exception>
    public IdlInterface GetInterface(string? name)
    {
        var interfaces = Document.Definitions.OfType<IdlInterface>().Where(i => i.Position.File == Path).ToList();
        var wanted = name is null ? interfaces : [.. interfaces.Where(i => i.Name == name || $"{i.Module}::{i.Name}" == name)];
        return wanted.Count switch
        {
            1 => wanted[0],
            0 when name is not null => throw new UserErrorException($"'{Path}' has no interface {name}; it has {(interfaces.Count == 0 ? "none" : string.Join(", ", interfaces.Select(i => i.Name)))}."),
            0 => throw new UserErrorException($"'{Path}' has no interface."),
            _ => throw new UserErrorException($"'{Path}' has several interfaces; choose one with --interface: {string.Join(", ", wanted.Select(i => $"{i.Module}::{i.Name}"))}.", ExitCodes.Usage),
        };
    }
}
