namespace Microlight;

/// <summary>Budgets of one call, where they are not those of the sandbox's options.</summary>
public readonly record struct CallLimits
{
    /// <summary>
    /// Wall-clock budget, host functions included. Null for <see cref="SandboxOptions.CallTimeout"/>,
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for none.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// CPU time that the guest may use. Null for <see cref="SandboxOptions.CallCpuBudget"/>,
    /// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan? CpuBudget { get; init; }

    /// <summary>These limits, with those of the options where there are none; null stands for no limit.</summary>
    /// <exception cref="ArgumentException">A budget is neither positive nor infinite.</exception>
    internal CallLimits Over(SandboxOptions options) => new()
    {
        Timeout = Choose(nameof(Timeout), Timeout, options.CallTimeout),
        CpuBudget = Choose(nameof(CpuBudget), CpuBudget, options.CallCpuBudget),
    };

    private static TimeSpan? Choose(string name, TimeSpan? own, TimeSpan? other)
    {
        if (own is not { } budget) return other;
        if (budget == System.Threading.Timeout.InfiniteTimeSpan) return null;
        return budget > TimeSpan.Zero
            ? budget
            : throw new ArgumentException($"{nameof(CallLimits)}.{name} is {budget}; it must be positive, infinite, or null for the sandbox's own.");
    }
}
