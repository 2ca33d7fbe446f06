using Wasi.Io;

namespace Microlight.Wasi.Io;

/// <summary>wasi:io/poll: waits for the first of several events, on no thread.</summary>
internal sealed class PollHost : IPoll
{
    /// <summary>More than a guest has events of is no use.</summary>
    private const int Most = 1 << 16;

    /// <summary>
    /// Knows nothing of where pollables come from: the embedder's own are waited for as ours are. Their waits have ended when this
    /// returns, so that nothing goes on behind the guest's back.
    /// </summary>
    public async ValueTask<IReadOnlyList<uint>> PollAsync(IReadOnlyList<Pollable> @in, CancellationToken cancellationToken = default)
    {
        if (@in.Count is 0 or > Most) throw new ProtocolViolationException($"The guest polled {@in.Count} pollables; it may be 1 to {Most}.");
        while (true)
        {
            var ready = new List<uint>();
            for (var i = 0; i < @in.Count; i++)
                if (await @in[i].ReadyAsync(cancellationToken).ConfigureAwait(false))
                    ready.Add((uint)i);
            if (ready.Count > 0) return ready;
            if (@in.Count == 1) await @in[0].BlockAsync(cancellationToken).ConfigureAwait(false);
            else await WaitForAnyAsync(@in, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task WaitForAnyAsync(IReadOnlyList<Pollable> pollables, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waits = pollables.Distinct().Select(pollable => pollable.BlockAsync(over.Token).AsTask()).ToArray();
        await Task.WhenAny(waits).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        // What failed would have to be waited for for ever.
        if (waits.FirstOrDefault(wait => wait.IsFaulted) is { } failed) await failed.ConfigureAwait(false);
    }
}
