namespace Microlight.Wasi.Tests.Support;

/// <summary>A directory that goes when the test does.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("microlight-wasi-").FullName;

    public string this[string name] => System.IO.Path.Combine(FullPath, name);

    /// <summary>Makes a file, and the directories it lies in.</summary>
    public string File(string name, string content = "")
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        System.IO.File.WriteAllText(this[name], content);
        return this[name];
    }

    public string Folder(string name) => Directory.CreateDirectory(this[name]).FullName;

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
