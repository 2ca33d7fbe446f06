using Microlight.Tests;
using Microlight.Wasm.Components;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Components;

/// <summary>Exports called and imports served by the host, with every type, resources of both sides, and what goes wrong.</summary>
public sealed class ComponentCallTests(RichComponent rich) : IClassFixture<RichComponent>
{
    /// <summary>An engine of JavaScript takes a while to compile; its image stays with the build's output.</summary>
    private static readonly WasmCache Cache = new(Path.Combine(AppContext.BaseDirectory, "wasm-cache"));

    [SkippableTheory]
    [InlineData("c-rich/rich.component.wasm", "c-rich/calls.json")]
    [InlineData("js-rich/rich-qjs.component.wasm", "js-rich/calls-qjs.json")]
    [InlineData("js-rich/rich-sm.component.wasm", "js-rich/calls-js.json")]
    public async Task Every_call_of_the_collection_gives_what_it_should(string program, string file)
    {
        Kvm.Require();
        rich.Log.Clear();
        rich.Stores.Clear();
        using var component = WasmComponent.FromImage(Cache.GetOrCompile(File.ReadAllBytes(SharedData.Require($"fixtures/programs/{program}")), program.Replace('/', '-')));
        using var instance = component.Instantiate(rich.Imports());
        var handles = await RichComponent.CallAll(instance, $"fixtures/programs/{file}");
        Assert.Equal(["1 running for box"], rich.Log);
        Assert.Empty(rich.Stores);
        Assert.Equal(0, instance.Resources.Count);
        foreach (var handle in handles.Values) handle.As<GuestResource>().Dispose();
        Assert.False(instance.Sandbox.IsPoisoned);
    }

    [SkippableFact]
    public void A_call_with_strings_is_one_exit_and_one_for_each_host_function()
    {
        Kvm.Require();
        using var instance = rich.Instantiate();
        instance.Invoke($"{RichComponent.Values}#greet", "warm");
        var before = instance.Sandbox.Machine.Exits;
        Assert.Equal("Hello, World!", instance.Invoke($"{RichComponent.Values}#greet", "World")!.As<string>());
        Assert.Equal(1, instance.Sandbox.Machine.Exits - before);
        instance.Invoke("run-host", "box");
        before = instance.Sandbox.Machine.Exits;
        instance.Invoke("run-host", "box");
        // log, lookup-setting, constructor, put, get twice, size, drop, and the call itself.
        Assert.Equal(9, instance.Sandbox.Machine.Exits - before);
    }

    [SkippableFact]
    public void A_list_of_a_megabyte_goes_both_ways()
    {
        Kvm.Require();
        using var instance = rich.Instantiate();
        var bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        var result = instance.Invoke($"{RichComponent.Values}#bytes-xor", WitValue.ListOf<byte>(bytes), (byte)0x5a)!.As<byte[]>();
        Assert.Equal([.. bytes.Select(b => (byte)(b ^ 0x5a))], result);
    }

    [SkippableFact]
    public void What_lies_beyond_the_budget_ends_the_call()
    {
        Kvm.Require();
        using var instance = rich.Component.Instantiate(rich.Imports(), limits: new TransferLimits { Bytes = 1000 });
        Assert.Equal("Hello, World!", instance.Invoke($"{RichComponent.Values}#greet", "World")!.As<string>());
        Assert.Throws<ProtocolViolationException>(() => instance.Invoke($"{RichComponent.Values}#greet", new string('x', 600)));
        Assert.Throws<SandboxPoisonedException>(() => instance.Invoke($"{RichComponent.Values}#greet", "World"));
        instance.Restore();
        Assert.Equal("Hello, World!", instance.Invoke($"{RichComponent.Values}#greet", "World")!.As<string>());
    }

    [SkippableFact]
    public void What_is_passed_in_a_call_that_is_not_made_comes_back()
    {
        Kvm.Require();
        using var instance = rich.Instantiate();
        var a = instance.Invoke($"{RichComponent.Counters}#[constructor]counter", 5)!.As<GuestResource>();
        using (var call = instance.GetFunction($"{RichComponent.Counters}#[static]counter.merge").Begin())
        {
            call.Resources.Give(a);
            call.Resources.Add(new object());
            call.Resources.Lend(new object());
            Assert.Equal(2, instance.Resources.Count);
            Assert.Throws<ObjectDisposedException>(() => call.Resources.Give(a));
        }
        Assert.ThrowsAny<OperationCanceledException>(() =>
            instance.Invoke($"{RichComponent.Counters}#[static]counter.merge", [new WitValue.Resource(a), instance.Invoke($"{RichComponent.Counters}#[constructor]counter", 5)!], new CancellationToken(canceled: true)));
        Assert.Equal(0, instance.Resources.Count);
        Assert.Equal(5, instance.Invoke($"{RichComponent.Counters}#[method]counter.get", new WitValue.Resource(a))!.As<int>());
    }

    [SkippableFact]
    public void Wrong_arguments_are_refused_before_anything_runs()
    {
        Kvm.Require();
        using var instance = rich.Instantiate();
        Assert.Contains("takes 2 arguments, not 1", Assert.Throws<ArgumentException>(() => instance.Invoke($"{RichComponent.Values}#add", 1u)).Message);
        Assert.Contains("The argument 'b' of 'demo:rich/values@1.0.0#add' is of kind s32, not of type u32", Assert.Throws<ArgumentException>(() => instance.Invoke($"{RichComponent.Values}#add", 1u, 1)).Message);
        Assert.Throws<ArgumentException>(() => instance.Invoke("nowhere", 1u));
        Assert.Contains("not as func()", Assert.Throws<ArgumentException>(() => instance.GetFunction($"{RichComponent.Values}#add", "func()")).Message);
        Assert.Equal(3u, instance.Invoke($"{RichComponent.Values}#add", 1u, 2u)!.As<uint>());
    }

    [SkippableFact]
    public void What_is_missing_is_listed_before_anything_runs()
    {
        Kvm.Require();
        var imports = new ComponentImports()
            .Add(RichComponent.Host, "log", "func(level: u16, msg: string)", _ => default)
            .Add("demo:rich/host@1.2.0", "lookup-setting", (_, _) => null);
        var missing = Assert.Throws<ImportException>(() => rich.Component.Instantiate(imports)).Message;
        Assert.Contains("'demo:rich/host@1.0.0#log' is imported as func(level: u8, msg: string), but provided as func(level: u16, msg: string)", missing);
        Assert.Contains("the function 'demo:rich/host@1.0.0#[constructor]store': func(name: string) -> own<store> is not provided", missing);
        Assert.Contains("the resource 'demo:rich/host@1.0.0#store' is not provided", missing);
    }

    [SkippableFact]
    public void A_result_that_is_not_of_the_type_is_the_functions_fault()
    {
        Kvm.Require();
        var imports = rich.Imports(hasSize: false).Add(RichComponent.Host, "[method]store.size", (_, _) => "many");
        using var instance = rich.Component.Instantiate(imports);
        var failure = Assert.Throws<HostFunctionException>(() => instance.Invoke("run-host", "box"));
        Assert.Contains("The result of 'demo:rich/host@1.0.0#[method]store.size' is of kind string, not of type u32", failure.Message);
        Assert.True(instance.Sandbox.IsPoisoned);
    }

    [SkippableFact]
    public void Restoring_takes_the_hosts_objects_and_the_guests_resources_along()
    {
        Kvm.Require();
        rich.Stores.Clear();
        var imports = rich.Imports(hasSize: false).Add(RichComponent.Host, "[method]store.size", (_, _) => throw new InvalidOperationException("broken"));
        using var instance = rich.Component.Instantiate(imports);
        var counter = instance.Invoke($"{RichComponent.Counters}#[constructor]counter", 5)!.As<GuestResource>();
        Assert.Throws<HostFunctionException>(() => instance.Invoke("run-host", "box"));
        Assert.Single(rich.Stores);
        Assert.Equal(1, instance.Resources.Count);
        Assert.Throws<SandboxPoisonedException>(() => instance.Invoke($"{RichComponent.Values}#add", 1u, 1u));
        instance.Restore();
        Assert.Empty(rich.Stores);
        Assert.Equal(0, instance.Resources.Count);
        Assert.Throws<ObjectDisposedException>(() => instance.Invoke($"{RichComponent.Counters}#[method]counter.get", new WitValue.Resource(counter)));
        counter.Dispose();
        Assert.Equal(3u, instance.Invoke($"{RichComponent.Values}#add", 1u, 2u)!.As<uint>());
    }

    [SkippableFact]
    public async Task Resources_of_the_guest_end_with_their_objects()
    {
        Kvm.Require();
        using var instance = rich.Instantiate();
        using var other = rich.Instantiate();
        var a = instance.Invoke($"{RichComponent.Counters}#[constructor]counter", 5)!;
        var b = instance.Invoke($"{RichComponent.Counters}#[constructor]counter", 6)!;
        var merged = instance.Invoke($"{RichComponent.Counters}#[static]counter.merge", a, b)!;
        Assert.Throws<ObjectDisposedException>(() => instance.Invoke($"{RichComponent.Counters}#[method]counter.get", a));
        Assert.Throws<ArgumentException>(() => other.Invoke($"{RichComponent.Counters}#[method]counter.get", merged));
        Assert.Throws<ArgumentException>(() => instance.Invoke($"{RichComponent.Counters}#[method]counter.get", new WitValue.Resource(new object())));
        Assert.Equal(11, instance.Invoke($"{RichComponent.Counters}#[method]counter.get", merged)!.As<int>());
        var handle = merged.As<GuestResource>();
        Assert.Equal($"{RichComponent.Counters}#counter", handle.Resource);
        await handle.DisposeAsync();
        handle.Dispose();
        Assert.Throws<ObjectDisposedException>(() => instance.Invoke($"{RichComponent.Counters}#[method]counter.get", merged));
    }

    [SkippableFact]
    public void A_resource_that_is_dropped_during_a_call_goes_before_the_next()
    {
        Kvm.Require();
        GuestResource? counter = null;
        var imports = rich.Imports(hasSize: false).Add(RichComponent.Host, "[method]store.size", (_, _) =>
        {
            counter!.Dispose();
            return 7u;
        });
        using var instance = rich.Component.Instantiate(imports);
        counter = instance.Invoke($"{RichComponent.Counters}#[constructor]counter", 5)!.As<GuestResource>();
        Assert.Equal("ok(\"pre-box/7/none\")", instance.Invoke("run-host", "box")!.ToString());
        var before = instance.Sandbox.Machine.Exits;
        instance.Invoke($"{RichComponent.Values}#add", 1u, 1u);
        Assert.Equal(2, instance.Sandbox.Machine.Exits - before);
    }

    [SkippableFact]
    public void One_call_at_a_time()
    {
        Kvm.Require();
        WasmComponentInstance? self = null;
        var imports = rich.Imports(hasSize: false).Add(RichComponent.Host, "[method]store.size", (_, _) => self!.Invoke($"{RichComponent.Values}#add", 1u, 1u));
        using var instance = self = rich.Component.Instantiate(imports);
        using (instance.GetFunction($"{RichComponent.Values}#add").Begin()) Assert.Throws<InvalidOperationException>(() => instance.Invoke($"{RichComponent.Values}#add", 1u, 1u));
        Assert.Equal(2u, instance.Invoke($"{RichComponent.Values}#add", 1u, 1u)!.As<uint>());
        Assert.IsType<InvalidOperationException>(Assert.Throws<HostFunctionException>(() => instance.Invoke("run-host", "box")).InnerException);
    }

    [SkippableFact]
    public void States_are_an_instances_own()
    {
        Kvm.Require();
        var made = new List<Counted>();
        var imports = rich.Imports(hasSize: false)
            .AddState(() => new Counted(made))
            .Add(RichComponent.Host, "[method]store.size", (call, _) => (uint)++call.GetState<Counted>().Number);
        using var first = rich.Component.Instantiate(imports);
        using var second = rich.Component.Instantiate(imports);
        Assert.Equal("ok(\"pre-a/1/none\")", first.Invoke("run-host", "a")!.ToString());
        Assert.Equal("ok(\"pre-a/2/none\")", first.Invoke("run-host", "a")!.ToString());
        Assert.Equal("ok(\"pre-a/1/none\")", second.Invoke("run-host", "a")!.ToString());
        first.Restore();
        Assert.Equal("ok(\"pre-a/1/none\")", first.Invoke("run-host", "a")!.ToString());
        Assert.Equal([true, false, false], made.Select(m => m.IsDisposed));
        first.Dispose();
        Assert.Equal([true, false, true], made.Select(m => m.IsDisposed));
    }

    [SkippableFact]
    public void Instances_start_from_snapshots()
    {
        Kvm.Require();
        using var first = rich.Instantiate();
        var counter = first.Invoke($"{RichComponent.Counters}#[constructor]counter", 5)!;
        Assert.Equal(6, first.Invoke($"{RichComponent.Counters}#[method]counter.increment", counter, 1)!.As<int>());
        using var snapshot = first.TakeSnapshot();
        using var second = rich.Component.Instantiate(snapshot, rich.Imports());
        Assert.Equal("Hello, again!", second.Invoke($"{RichComponent.Values}#greet", "again")!.As<string>());
        second.Restore();
        Assert.Equal("ok(\"pre-box/1/none\")", second.Invoke("run-host", "box")!.ToString());
    }

    [SkippableFact]
    public async Task Instances_of_a_pool_start_and_come_back_to_the_initialised_state()
    {
        Kvm.Require();
        var made = new List<Counted>();
        var imports = rich.Imports(hasSize: false)
            .AddState(() => new Counted(made))
            .Add(RichComponent.Host, "[method]store.size", (call, _) => (uint)++call.GetState<Counted>().Number);
        await using var pool = WasmComponentPool.Create(rich.Component, imports, options: new SandboxPoolOptions { Maximum = 1, Prewarm = 1 });
        WasmComponentInstance first;
        GuestResource counter;
        using (var lease = await pool.RentAsync())
        {
            first = lease.Instance;
            Assert.Equal("ok(\"pre-a/1/none\")", (await first.InvokeAsync("run-host", "a"))!.ToString());
            Assert.Equal("ok(\"pre-a/2/none\")", (await first.InvokeAsync("run-host", "a"))!.ToString());
            counter = first.Invoke($"{RichComponent.Counters}#[constructor]counter", 5)!.As<GuestResource>();
            // Never ended: the next renter is not to suffer from it.
            first.GetFunction("run-host").Begin();
        }
        Assert.True(Assert.Single(made).IsDisposed);
        using (var lease = await pool.RentAsync())
        {
            Assert.Same(first, lease.Instance);
            Assert.Throws<ObjectDisposedException>(() => lease.Instance.Invoke($"{RichComponent.Counters}#[method]counter.get", new WitValue.Resource(counter)));
            Assert.Equal("ok(\"pre-a/1/none\")", (await lease.Instance.InvokeAsync("run-host", "a"))!.ToString());
        }
        Assert.Equal(2, made.Count);
    }

    [SkippableFact]
    public async Task A_pool_whose_instances_are_reused_keeps_what_they_have()
    {
        Kvm.Require();
        await using var pool = WasmComponentPool.Create(rich.Component, rich.Imports(), options: new SandboxPoolOptions { Maximum = 1, Reset = SandboxResetPolicy.Reuse });
        GuestResource counter;
        using (var lease = pool.Rent())
        {
            counter = lease.Instance.Invoke($"{RichComponent.Counters}#[constructor]counter", 5)!.As<GuestResource>();
            lease.Instance.GetFunction("run-host").Begin();
        }
        using (var lease = pool.Rent()) Assert.Equal(5, lease.Instance.Invoke($"{RichComponent.Counters}#[method]counter.get", new WitValue.Resource(counter))!.As<int>());
    }

    private sealed class Counted : IDisposable
    {
        public Counted(List<Counted> all) => all.Add(this);
        public int Number { get; set; }
        public bool IsDisposed { get; private set; }
        public void Dispose() => IsDisposed = true;
    }
}
