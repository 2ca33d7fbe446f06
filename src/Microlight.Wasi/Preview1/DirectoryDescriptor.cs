using Microlight.Wasi.Filesystem;

namespace Microlight.Wasi.Preview1;

/// <summary>An open directory; a granted one knows its name, one opened beneath it the grant it lies in.</summary>
internal sealed class DirectoryDescriptor : Descriptor
{
    /// <summary>A granted directory. Its handle stays the grant's.</summary>
    public DirectoryDescriptor(GrantedDirectory grant)
        : base(Rights.Directory, Rights.Directory | Rights.File)
    {
        Grant = grant;
        PreopenName = grant.GuestPath;
        Directory = new HostDirectory(grant.Handle, grant.IsReadOnly, ownsHandle: false);
    }

    /// <summary>A directory that path_open opened.</summary>
    public DirectoryDescriptor(GrantedDirectory grant, HostDirectory directory, Rights rights, Rights inheriting)
        : base(rights & Rights.Directory, inheriting & (Rights.Directory | Rights.File))
    {
        Grant = grant;
        Directory = directory;
    }

    public GrantedDirectory Grant { get; }
    public HostDirectory Directory { get; }

    /// <summary>The guest's name of a granted directory, null for any other.</summary>
    public byte[]? PreopenName { get; }

    public override FileType Type => FileType.Directory;

    public override void Dispose() => Directory.Dispose();
}
