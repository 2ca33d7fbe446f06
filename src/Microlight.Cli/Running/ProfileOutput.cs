namespace Microlight.Cli.Running;

/// <summary>The profile of a run, and where it goes at the end.</summary>
internal sealed class ProfileOutput
{
    private readonly RunSettings _settings;
    /// <summary>Opened before the program starts: a file that cannot be written is no reason to lose what a long run found.</summary>
    private readonly StreamWriter? _stacks;

    private ProfileOutput(RunSettings settings)
    {
        _settings = settings;
        if (settings.ProfileStacks is not { } path) return;
        try
        {
            _stacks = new StreamWriter(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be written: {exception.Message}", ExitCodes.Failure, exception);
        }
    }

    public GuestProfile Profile { get; } = new();

    /// <summary>Null if no profile is wanted.</summary>
    public static ProfileOutput? Create(RunSettings settings)
    {
        if (!settings.PrintsProfile && settings.ProfileStacks is null) return null;
        if (settings.DebuggerPort is not null) throw new UserErrorException("'--gdb' and a profile exclude each other.", ExitCodes.Usage);
        return new ProfileOutput(settings);
    }

    public void Write()
    {
        if (_settings.PrintsProfile) Profile.WriteTable(Console.Error);
        if (_stacks is null) return;
        Profile.WriteFolded(_stacks);
        _stacks.Dispose();
    }
}
