namespace Microlight.Tars.Idl;

/// <summary>What .tars files and those that they include define, or what is wrong with them.</summary>
public sealed class IdlDocument
{
    internal IdlDocument(IReadOnlyList<IdlDefinition> definitions, IReadOnlyList<IdlError> errors) => (Definitions, Errors) = (definitions, errors);

    /// <summary>All definitions, in the order of the text.</summary>
    public IReadOnlyList<IdlDefinition> Definitions { get; }

    /// <summary>What is wrong; where anything is, the definitions are for messages alone.</summary>
    public IReadOnlyList<IdlError> Errors { get; }

    /// <summary>Reads files and those that they include.</summary>
    /// <param name="files">Their paths.</param>
    /// <param name="read">Gives a file's text; null if there is no such file. Asked with the paths in <paramref name="files"/> and, for includes, with paths beside the including file.</param>
    public static IdlDocument Load(IEnumerable<string> files, Func<string, string?> read)
    {
        var loader = new IdlLoader(read ?? throw new ArgumentNullException(nameof(read)));
        foreach (var file in files ?? throw new ArgumentNullException(nameof(files))) loader.Load(file);
        new IdlResolver(loader).Resolve();
        return new IdlDocument(loader.Definitions, loader.Errors);
    }
}
