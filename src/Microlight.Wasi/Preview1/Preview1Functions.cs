namespace Microlight.Wasi.Preview1;

/// <summary>
/// The functions of WASI 0.1 by name, with their signatures (wasi_snapshot_preview1.witx): every one that programs may import. All but
/// proc_exit return an error code.
/// </summary>
internal sealed class Preview1Functions
{
    public const string Module = "wasi_snapshot_preview1";

    private readonly Dictionary<string, Preview1Function> _functions = [];

    public Preview1Functions(WasiContext context)
    {
        var descriptors = context.Descriptors;
        AddArguments(context.Arguments, context.Variables);
        AddClocks(new ClockFunctions(context.Clocks));
        AddFiles(new FileFunctions(descriptors));
        AddFileStatus(new FileStatusFunctions(descriptors));
        AddDirectories(new DirectoryFunctions(descriptors));
        AddPaths(new PathFunctions(descriptors), new PathOpenFunction(descriptors, context.Wait));
        AddProcess(new ProcessFunctions(context.Random), new PollFunctions(descriptors, context.Clocks, context.Wait));
        AddSockets(new SocketFunctions(descriptors));
    }

    public IReadOnlyDictionary<string, Preview1Function> ByName => _functions;

    private void AddArguments(IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> variables)
    {
        Add("args_get", "ii", (in Preview1Call c, in Preview1Arguments a) => ArgumentFunctions.Get(c, arguments, a.U32(0), a.U32(1)));
        Add("args_sizes_get", "ii", (in Preview1Call c, in Preview1Arguments a) => ArgumentFunctions.GetSizes(c, arguments, a.U32(0), a.U32(1)));
        Add("environ_get", "ii", (in Preview1Call c, in Preview1Arguments a) => ArgumentFunctions.Get(c, variables, a.U32(0), a.U32(1)));
        Add("environ_sizes_get", "ii", (in Preview1Call c, in Preview1Arguments a) => ArgumentFunctions.GetSizes(c, variables, a.U32(0), a.U32(1)));
    }

    private void AddClocks(ClockFunctions f)
    {
        Add("clock_res_get", "ii", (in Preview1Call c, in Preview1Arguments a) => f.GetResolution(c, a.U32(0), a.U32(1)));
        Add("clock_time_get", "iIi", (in Preview1Call c, in Preview1Arguments a) => f.GetTime(c, a.U32(0), a.U64(1), a.U32(2)));
    }

    private void AddFiles(FileFunctions f)
    {
        Add("fd_advise", "iIIi", (in Preview1Call c, in Preview1Arguments a) => f.Advise(a.U32(0), a.U64(1), a.U64(2), a.U32(3)));
        Add("fd_allocate", "iII", (in Preview1Call c, in Preview1Arguments a) => f.Allocate(a.U32(0), a.U64(1), a.U64(2)));
        Add("fd_close", "i", (in Preview1Call c, in Preview1Arguments a) => f.Close(a.U32(0)));
        Add("fd_datasync", "i", (in Preview1Call c, in Preview1Arguments a) => f.DataSync(a.U32(0)));
        Add("fd_pread", "iiiIi", (in Preview1Call c, in Preview1Arguments a) => f.ReadAt(c, a.U32(0), a.U32(1), a.U32(2), a.U64(3), a.U32(4)));
        Add("fd_pwrite", "iiiIi", (in Preview1Call c, in Preview1Arguments a) => f.WriteAt(c, a.U32(0), a.U32(1), a.U32(2), a.U64(3), a.U32(4)));
        Add("fd_read", "iiii", (in Preview1Call c, in Preview1Arguments a) => f.Read(c, a.U32(0), a.U32(1), a.U32(2), a.U32(3)));
        Add("fd_renumber", "ii", (in Preview1Call c, in Preview1Arguments a) => f.Renumber(a.U32(0), a.U32(1)));
        Add("fd_seek", "iIii", (in Preview1Call c, in Preview1Arguments a) => f.Seek(c, a.U32(0), a.U64(1), a.U32(2), a.U32(3)));
        Add("fd_sync", "i", (in Preview1Call c, in Preview1Arguments a) => f.Sync(a.U32(0)));
        Add("fd_tell", "ii", (in Preview1Call c, in Preview1Arguments a) => f.Tell(c, a.U32(0), a.U32(1)));
        Add("fd_write", "iiii", (in Preview1Call c, in Preview1Arguments a) => f.Write(c, a.U32(0), a.U32(1), a.U32(2), a.U32(3)));
    }

    private void AddFileStatus(FileStatusFunctions f)
    {
        Add("fd_fdstat_get", "ii", (in Preview1Call c, in Preview1Arguments a) => f.GetDescriptorStatus(c, a.U32(0), a.U32(1)));
        Add("fd_fdstat_set_flags", "ii", (in Preview1Call c, in Preview1Arguments a) => f.SetFlags(a.U32(0), a.U32(1)));
        Add("fd_fdstat_set_rights", "iII", (in Preview1Call c, in Preview1Arguments a) => f.SetRights(a.U32(0), a.U64(1), a.U64(2)));
        Add("fd_filestat_get", "ii", (in Preview1Call c, in Preview1Arguments a) => f.GetFileStatus(c, a.U32(0), a.U32(1)));
        Add("fd_filestat_set_size", "iI", (in Preview1Call c, in Preview1Arguments a) => f.SetSize(a.U32(0), a.U64(1)));
        Add("fd_filestat_set_times", "iIIi", (in Preview1Call c, in Preview1Arguments a) => f.SetTimes(a.U32(0), a.U64(1), a.U64(2), a.U32(3)));
    }

    private void AddDirectories(DirectoryFunctions f)
    {
        Add("fd_prestat_get", "ii", (in Preview1Call c, in Preview1Arguments a) => f.GetPreopen(c, a.U32(0), a.U32(1)));
        Add("fd_prestat_dir_name", "iii", (in Preview1Call c, in Preview1Arguments a) => f.GetPreopenName(c, a.U32(0), a.U32(1), a.U32(2)));
        Add("fd_readdir", "iiiIi", (in Preview1Call c, in Preview1Arguments a) => f.ReadDirectory(c, a.U32(0), a.U32(1), a.U32(2), a.U64(3), a.U32(4)));
    }

    private void AddPaths(PathFunctions f, PathOpenFunction open)
    {
        Add("path_create_directory", "iii", (in Preview1Call c, in Preview1Arguments a) => f.CreateDirectory(c, a.U32(0), a.U32(1), a.U32(2)));
        Add("path_filestat_get", "iiiii", (in Preview1Call c, in Preview1Arguments a) =>
            f.GetFileStatus(c, a.U32(0), a.U32(1), a.U32(2), a.U32(3), a.U32(4)));
        Add("path_filestat_set_times", "iiiiIIi", (in Preview1Call c, in Preview1Arguments a) =>
            f.SetTimes(c, a.U32(0), a.U32(1), a.U32(2), a.U32(3), a.U64(4), a.U64(5), a.U32(6)));
        Add("path_link", "iiiiiii", (in Preview1Call c, in Preview1Arguments a) =>
            f.Link(c, a.U32(0), a.U32(1), a.U32(2), a.U32(3), a.U32(4), a.U32(5), a.U32(6)));
        Add("path_open", "iiiiiIIii", (in Preview1Call c, in Preview1Arguments a) =>
            open.Open(c, a.U32(0), a.U32(1), a.U32(2), a.U32(3), a.U32(4), a.U64(5), a.U64(6), a.U32(7), a.U32(8)));
        Add("path_readlink", "iiiiii", (in Preview1Call c, in Preview1Arguments a) =>
            f.ReadLink(c, a.U32(0), a.U32(1), a.U32(2), a.U32(3), a.U32(4), a.U32(5)));
        Add("path_remove_directory", "iii", (in Preview1Call c, in Preview1Arguments a) => f.RemoveDirectory(c, a.U32(0), a.U32(1), a.U32(2)));
        Add("path_rename", "iiiiii", (in Preview1Call c, in Preview1Arguments a) =>
            f.Rename(c, a.U32(0), a.U32(1), a.U32(2), a.U32(3), a.U32(4), a.U32(5)));
        Add("path_symlink", "iiiii", (in Preview1Call c, in Preview1Arguments a) =>
            f.SymbolicLink(c, a.U32(0), a.U32(1), a.U32(2), a.U32(3), a.U32(4)));
        Add("path_unlink_file", "iii", (in Preview1Call c, in Preview1Arguments a) => f.UnlinkFile(c, a.U32(0), a.U32(1), a.U32(2)));
    }

    private void AddProcess(ProcessFunctions f, PollFunctions poll)
    {
        Add("poll_oneoff", "iiii", (in Preview1Call c, in Preview1Arguments a) => poll.PollOneOff(c, a.U32(0), a.U32(1), a.U32(2), a.U32(3)));
        Add("proc_raise", "i", (in Preview1Call c, in Preview1Arguments a) => ProcessFunctions.Raise(a.U32(0)));
        Add("random_get", "ii", (in Preview1Call c, in Preview1Arguments a) => f.GetRandom(c, a.U32(0), a.U32(1)));
        Add("sched_yield", "", (in Preview1Call c, in Preview1Arguments a) => ProcessFunctions.Yield(c));
        _functions.Add("proc_exit", new Preview1Function(Signature("i>"), (in Preview1Call c, in Preview1Arguments a) => ProcessFunctions.Exit(a.U32(0))));
    }

    private void AddSockets(SocketFunctions f)
    {
        Add("sock_accept", "iii", (in Preview1Call c, in Preview1Arguments a) => f.Refuse(a.U32(0)));
        Add("sock_recv", "iiiiii", (in Preview1Call c, in Preview1Arguments a) => f.Refuse(a.U32(0)));
        Add("sock_send", "iiiii", (in Preview1Call c, in Preview1Arguments a) => f.Refuse(a.U32(0)));
        Add("sock_shutdown", "ii", (in Preview1Call c, in Preview1Arguments a) => f.Refuse(a.U32(0)));
    }

    private void Add(string name, string parameters, Preview1Body body) =>
        _functions.Add(name, new Preview1Function(Signature(parameters + ">i"), body));

    private static GuestSignature Signature(string text) => GuestSignature.TryParse(text)!;
}
