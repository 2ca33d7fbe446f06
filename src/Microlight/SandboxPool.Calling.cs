namespace Microlight;

/// <content>Calls that need a sandbox for themselves alone.</content>
public sealed partial class SandboxPool
{
    /// <summary>
    /// Rents a sandbox, calls one of its functions, returns it. For several calls in a row, or with
    /// <see cref="SandboxPoolOptions.FreshMachinePerTenant"/>, rent one.
    /// </summary>
    /// <inheritdoc cref="Sandbox.CallAsync{TResult}(string, ReadOnlySpan{GuestValue}, CancellationToken)"/>
    public ValueTask<TResult> CallAsync<TResult>(string function, params ReadOnlySpan<GuestValue> arguments) =>
        CallAsync<TResult>(function, arguments, CancellationToken.None);

    /// <inheritdoc cref="CallAsync{TResult}(string, ReadOnlySpan{GuestValue})"/>
    public ValueTask<TResult> CallAsync<TResult>(string function, ReadOnlySpan<GuestValue> arguments, CancellationToken cancellationToken)
    {
        return Call(this, function, arguments.ToArray(), cancellationToken);

        static async ValueTask<TResult> Call(SandboxPool pool, string function, GuestValue[] arguments, CancellationToken cancellationToken)
        {
            using var lease = await pool.RentAsync(cancellationToken).ConfigureAwait(false);
            return await lease.Sandbox.CallAsync<TResult>(function, arguments, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="CallAsync{TResult}(string, ReadOnlySpan{GuestValue})"/>
    public ValueTask CallAsync(string function, params ReadOnlySpan<GuestValue> arguments) => CallAsync(function, arguments, CancellationToken.None);

    /// <inheritdoc cref="CallAsync{TResult}(string, ReadOnlySpan{GuestValue})"/>
    public ValueTask CallAsync(string function, ReadOnlySpan<GuestValue> arguments, CancellationToken cancellationToken)
    {
        return Call(this, function, arguments.ToArray(), cancellationToken);

        static async ValueTask Call(SandboxPool pool, string function, GuestValue[] arguments, CancellationToken cancellationToken)
        {
            using var lease = await pool.RentAsync(cancellationToken).ConfigureAwait(false);
            await lease.Sandbox.CallAsync(function, arguments, cancellationToken).ConfigureAwait(false);
        }
    }
}
