// Serves a component as the servant of ../hello.tars: this process speaks TARS, the component runs in micro-VMs.
using Microlight.Tars.Components;
using Microlight.Tars.Idl;
using Microlight.Wasm.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var file = args.ElementAtOrDefault(0) ?? "hello-js.wasm";
var objectName = args.ElementAtOrDefault(1) ?? "Demo.HelloServer.HelloServantObj@tcp -h 127.0.0.1 -p 10003 -t 60000";

var document = IdlDocument.Load([Beside("hello.tars")], File.ReadAllText);
var hello = document.Definitions.OfType<IdlInterface>().Single();
using var component = WasmComponent.Load(File.ReadAllBytes(Beside(file)), file);

var builder = Host.CreateApplicationBuilder();
// Each call gets a clean instance: the snapshot of its memory is restored after the call before.
builder.Services.AddSingleton(services => new ComponentServant(component, hello, logger: services.GetRequiredService<ILogger<ComponentServant>>()));
builder.Services.AddTarsServer().AddServant(objectName, services => services.GetRequiredService<ComponentServant>());
await builder.Build().RunAsync();

static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);
