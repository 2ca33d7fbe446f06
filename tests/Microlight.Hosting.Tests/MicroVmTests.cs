using Microlight.Tests.Guests;
using Microlight.Tests.Pooling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microlight.Hosting.Tests;

/// <summary>Micro-VMs as services of a hosted application: from configuration to a call, and what is said where something is wrong.</summary>
public sealed class MicroVmTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microlight-hosting-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task A_configured_micro_vm_answers_and_ends_with_the_host()
    {
        var path = WriteImage();
        var builder = Application(new()
        {
            ["MicroVm:Plugins:ImagePath"] = path,
            ["MicroVm:Plugins:CallTimeout"] = "00:00:01",
            ["MicroVm:Plugins:MailboxBufferSize"] = "8192",
            ["MicroVm:Plugins:Pool:Prewarm"] = "2",
            ["MicroVm:Plugins:Pool:Maximum"] = "3",
            ["MicroVm:Plugins:Pool:Reset"] = "Reuse",
        });
        var calls = 0;
        builder.Services.AddMicroVm("plugins")
            .Bind(builder.Configuration.GetSection("MicroVm:Plugins"))
            .ConfigureSandbox((_, options) => options with { HostFunctions = new HostFunctions().Add("Host", () => { calls++; }) });
        SandboxPool pool;
        Sandbox sandbox;
        using (var host = builder.Build())
        {
            await host.StartAsync();
            pool = host.Services.GetRequiredKeyedService<SandboxPool>("plugins");
            Assert.Same(host.Services.GetRequiredKeyedService<GuestImage>("plugins"), host.Services.GetRequiredKeyedService<GuestImage>("plugins"));
            Assert.Equal(("plugins", 2), (pool.Name, pool.Count));
            using (var lease = await pool.RentAsync())
            {
                sandbox = lease.Sandbox;
                sandbox.Call("CallHost");
                Assert.Equal(1u, sandbox.Call<ulong>("Count"));
                Assert.Equal(TimeSpan.FromSeconds(1), Assert.Throws<SandboxTimeoutException>(() => sandbox.Call("Spin")).Budget);
            }
            Assert.Equal(1, calls);
            await host.StopAsync();
        }
        Assert.True(sandbox.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => pool.Rent());
    }

    [SkippableFact]
    public async Task Several_are_kept_apart_by_name()
    {
        using var image = PoolGuest.Build();
        var builder = Application([]);
        builder.Services.AddMicroVm("a", options => options.Pool.Maximum = 1).UseImage(_ => PoolGuest.Build()).ConfigureSandbox(HostFunction);
        builder.Services.AddMicroVm("b", options => options.Pool.Maximum = 2).UseImage(_ => PoolGuest.Build()).ConfigureSandbox(HostFunction);
        using var host = builder.Build();
        await host.StartAsync();
        var (a, b) = (host.Services.GetRequiredKeyedService<SandboxPool>("a"), host.Services.GetRequiredKeyedService<SandboxPool>("b"));
        using var lease = a.Rent();
        using var other = b.Rent();
        Assert.NotSame(lease.Sandbox.Image, other.Sandbox.Image);
        await host.StopAsync();
    }

    [SkippableFact]
    public async Task A_warm_up_is_done_once_and_seen_by_all()
    {
        Kvm();
        var builder = Application([]);
        var warmUps = 0;
        builder.Services.AddMicroVm("warm", options => (options.Pool.Prewarm, options.Pool.Maximum) = (2, 2))
            .UseImage(_ => PoolGuest.Build())
            .ConfigureSandbox(HostFunction)
            .WarmUp(sandbox =>
            {
                warmUps++;
                for (var i = 0; i < 10; i++) sandbox.Call<ulong>("Count");
            });
        using var host = builder.Build();
        await host.StartAsync();
        var pool = host.Services.GetRequiredKeyedService<SandboxPool>("warm");
        for (var i = 0; i < 4; i++)
        {
            using var lease = pool.Rent();
            using var other = pool.Rent();
            Assert.Equal((11u, 11u), (lease.Sandbox.Call<ulong>("Count"), other.Sandbox.Call<ulong>("Count")));
        }
        Assert.Equal(1, warmUps);
        await host.StopAsync();
    }

    [SkippableFact]
    public async Task What_a_guest_logs_reaches_the_application()
    {
        Kvm();
        var builder = Application([]);
        var lines = new LineCollector();
        builder.Logging.AddProvider(lines);
        builder.Services.AddMicroVm("chatty")
            .UseImage(_ => new GuestBuilder().Import("HostLog", "is>").Function("Log", "is>", a => GuestBuilder.Forward(a, 0, 2, 0)).Build());
        using var host = builder.Build();
        await host.StartAsync();
        using (var lease = host.Services.GetRequiredKeyedService<SandboxPool>("chatty").Rent()) lease.Sandbox.Call("Log", 3, "the guest speaks");
        await host.StopAsync();
        Assert.Contains(lines.Lines, line => line.Category == "Microlight.Guest.chatty" && line.Level == LogLevel.Warning && line.Text.Contains("the guest speaks", StringComparison.Ordinal));
        Assert.Contains(lines.Lines, line => line.Text == "Micro-VM 'chatty' is ready: image 'test guest', 0 sandboxes prewarmed.");
    }

    [Fact]
    public async Task Everything_wrong_with_the_options_is_said_at_the_start()
    {
        var builder = Application(new() { ["Vm:StackSize"] = "5000", ["Vm:Pool:Prewarm"] = "9", ["Vm:Pool:Maximum"] = "8" });
        builder.Services.AddMicroVm("broken").Bind(builder.Configuration.GetSection("Vm"));
        using var host = builder.Build();
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(
        [
            "The micro-VM 'broken': ImagePath is not set; name the guest's file there, or call UseImage.",
            "The micro-VM 'broken': StackSize is 5000; it must be a multiple of 4096 from 4096 to 268435456.",
            "The micro-VM 'broken': Prewarm is 9; it must be from 0 to Maximum, which is 8.",
        ], exception.Failures);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var builder = Application([]);
        builder.Services.AddMicroVm("vm", options => options.ImagePath = "no-such.elf");
        using var host = builder.Build();
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains($"there is no file '{Path.Combine(AppContext.BaseDirectory, "no-such.elf")}'", exception.Message);
    }

    [Fact]
    public async Task A_misspelt_key_is_named()
    {
        var builder = Application(new() { ["Vm:ImagePath"] = "x", ["Vm:CalTimeout"] = "00:00:01", ["Vm:Pool:Maximun"] = "8" });
        builder.Services.AddMicroVm("vm").Bind(builder.Configuration.GetSection("Vm"));
        using var host = builder.Build();
        var failures = (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync())).Failures.ToArray();
        Assert.Equal(2, failures.Length);
        Assert.StartsWith("The micro-VM 'vm': the configuration has 'Vm:CalTimeout', but no option is called 'CalTimeout'; there are ImagePath, ", failures[0]);
        Assert.StartsWith("The micro-VM 'vm': the configuration has 'Vm:Pool:Maximun', but no option is called 'Maximun'; there are Prewarm, Maximum, ", failures[1]);
    }

    [SkippableFact]
    public async Task A_missing_host_function_stops_the_start()
    {
        Kvm();
        var builder = Application([]);
        builder.Services.AddMicroVm("vm", options => options.Pool.Prewarm = 1).UseImage(_ => PoolGuest.Build());
        using var host = builder.Build();
        Assert.Contains("'Host'", (await Assert.ThrowsAsync<ImportException>(() => host.StartAsync())).Message);
    }

    [Fact]
    public void Configuration_can_say_all_that_is_not_codes()
    {
        string[] code = [nameof(SandboxOptions.HostFunctions), nameof(SandboxOptions.Output), nameof(SandboxOptions.Logger), nameof(SandboxOptions.FileMappings), nameof(SandboxOptions.Debugger), nameof(SandboxOptions.Profile)];
        Assert.Equal(
            typeof(SandboxOptions).GetProperties().Select(property => property.Name).Except(code).Order(),
            typeof(MicroVmOptions).GetProperties().Select(property => property.Name).Except([nameof(MicroVmOptions.ImagePath), nameof(MicroVmOptions.Pool)]).Order());
        Assert.Equal(
            typeof(SandboxPoolOptions).GetProperties().Select(property => property.Name).Except([nameof(SandboxPoolOptions.Name), nameof(SandboxPoolOptions.TimeProvider)]).Order(),
            typeof(MicroVmPoolOptions).GetProperties().Select(property => property.Name).Order());
        // Set to something else, each arrives; and nothing changes a default.
        Assert.Equal(new SandboxOptions() with { HostFunctions = null! }, new MicroVmOptions().ToSandboxOptions() with { HostFunctions = null! });
        var all = new MicroVmOptions
        {
            CallTimeout = TimeSpan.FromSeconds(1), CallCpuBudget = TimeSpan.FromSeconds(2), HostFunctionGrace = TimeSpan.FromSeconds(3), MaximumMemory = 4096, MaximumTotalMemory = 8192,
            StackSize = 4096, MailboxBufferSize = 12288, CrashDumpDirectory = "dumps", MaximumCrashDumps = 3, Isolation = Isolation.Process,
        };
        var options = all.ToSandboxOptions();
        foreach (var property in typeof(MicroVmOptions).GetProperties())
            if (typeof(SandboxOptions).GetProperty(property.Name) is { } target) Assert.Equal(property.GetValue(all), target.GetValue(options));
    }

    [Fact]
    public void A_name_is_used_once() =>
        Assert.Contains("'vm' already", Assert.Throws<ArgumentException>(() => new ServiceCollection().AddMicroVm("vm").Services.AddMicroVm("vm")).Message);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Health_is_healthy_degraded_or_unhealthy(bool tenants)
    {
        using var image = PoolGuest.Build();
        var builder = Application([]);
        builder.Services.AddMicroVm("vm", options => (options.Pool.Maximum, options.Pool.FreshMachinePerTenant) = (1, tenants)).UseImage(_ => image).ConfigureSandbox(HostFunction);
        builder.Services.AddHealthChecks().AddMicroVm("vm");
        using var host = builder.Build();
        await host.StartAsync();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        async Task Expect(HealthStatus status)
        {
            var report = await health.CheckHealthAsync();
            Assert.True(report.Status == status, report.Entries["microvm:vm"].Description);
        }

        var pool = host.Services.GetRequiredKeyedService<SandboxPool>("vm");
        await Expect(HealthStatus.Healthy);
        var lease = tenants ? pool.Rent("somebody") : pool.Rent();
        await Expect(tenants ? HealthStatus.Healthy : HealthStatus.Degraded);
        Assert.Equal((1, 0), (pool.Count, pool.WaitingCount));
        lease.Sandbox.Dispose();
        lease.Dispose();
        image.Dispose();
        await Expect(HealthStatus.Unhealthy);
    }

    private static SandboxOptions HostFunction(IServiceProvider services, SandboxOptions options) =>
        options with { HostFunctions = new HostFunctions().Add("Host", () => { }) };

    private static HostApplicationBuilder Application(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        return builder;
    }

    private static void Kvm() => Microlight.Tests.Kvm.Require();

    private string WriteImage()
    {
        Kvm();
        var path = Path.Combine(_folder.FullName, "guest.elf");
        File.WriteAllBytes(path, PoolGuest.Builder().ToArray());
        return path;
    }
}
