using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microlight.Tests.Pooling;

namespace Microlight.Tests.Diagnostics;

/// <summary>Whoever listens to metrics and activities may throw: that is the caller's to see, and leaves sandboxes and pools in order.</summary>
public class ThrowingListenerTests
{
    [ThreadStatic] private static bool t_refuses;

    [SkippableFact]
    public async Task A_meter_listener_that_throws_leaves_the_sandbox_free()
    {
        using var image = DiagnosticsGuest.Build();
        using var sandbox = Sandbox.Create(image, Options());
        using (Listen("microlight.call.duration", "image", image.Name))
        {
            Assert.Throws<InvalidDataException>(() => sandbox.Call("empty"));
            await Assert.ThrowsAsync<InvalidDataException>(() => sandbox.CallAsync("empty").AsTask());
        }
        sandbox.Call("empty");
    }

    [SkippableFact]
    public async Task An_activity_listener_that_throws_leaves_the_sandbox_free()
    {
        using var image = DiagnosticsGuest.Build();
        using var sandbox = Sandbox.Create(image, Options());
        using (var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microlight",
            Sample = (ref _) => t_refuses ? throw new InvalidDataException() : ActivitySamplingResult.None,
        })
        {
            ActivitySource.AddActivityListener(listener);
            t_refuses = true;
            try
            {
                Assert.Throws<InvalidDataException>(() => sandbox.Call("empty"));
                var call = sandbox.CallAsync("empty").AsTask();
                Assert.True(call.IsFaulted);
            }
            finally
            {
                t_refuses = false;
            }
        }
        sandbox.Call("empty");
        await sandbox.CallAsync("empty");
    }

    [SkippableFact]
    public void A_meter_listener_that_throws_at_a_creation_leaves_no_sandbox()
    {
        Kvm.RequireVirtualMachine();
        using var image = DiagnosticsGuest.Build();
        using var debugger = new GdbServer();
        var options = Options() with { Debugger = debugger };
        using (Listen("microlight.create.duration", "image", image.Name)) Assert.Throws<InvalidDataException>(() => Sandbox.Create(image, options));
        // A debugger has one sandbox at a time: it is free only if that one has ended.
        Sandbox.Create(image, options).Dispose();
    }

    [SkippableFact]
    public void A_meter_listener_that_throws_leaves_no_dead_sandbox_in_the_pool()
    {
        using var image = PoolGuest.Build();
        var name = Guid.NewGuid().ToString();
        using var pool = SandboxPool.Create(image, PoolGuest.Options(), new SandboxPoolOptions { Name = name, Maximum = 1 });
        using (Listen("microlight.pool.failures", "pool", name))
        {
            var lease = pool.Rent();
            lease.Sandbox.Dispose();
            Assert.Throws<InvalidDataException>(lease.Dispose);
        }
        using var next = pool.Rent();
        Assert.Equal(1UL, next.Sandbox.Call<ulong>("Count"));
    }

    private static SandboxOptions Options() => new() { HostFunctions = new HostFunctions().Add("tick", () => { }) };

    private static MeterListener Listen(string name, string tag, string value)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Microlight" && instrument.Name == name) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Throw(tags));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Throw(tags));
        listener.Start();
        return listener;

        // Other tests are heard as well.
        void Throw(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (key, given) in tags)
                if (key == tag && value.Equals(given)) throw new InvalidDataException();
        }
    }
}
