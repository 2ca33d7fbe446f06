// Traces and metrics of sandboxes and their pool through OpenTelemetry: to the console, and to a collector if
// OTEL_EXPORTER_OTLP_ENDPOINT names one. All it takes is the name "Microlight", for the meter and for the activity source.
using Microlight;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using OpenTelemetrySample;

var toCollector = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 };

var traces = Sdk.CreateTracerProviderBuilder()
    .AddSource("Microlight")
    .AddProcessor(new SimpleActivityExportProcessor(new ConsoleTraces()));
var metrics = Sdk.CreateMeterProviderBuilder()
    .AddMeter("Microlight")
    .AddReader(new PeriodicExportingMetricReader(new ConsoleMetrics()));
if (toCollector)
{
    traces.AddOtlpExporter();
    metrics.AddOtlpExporter();
}
using var tracerProvider = traces.Build();
using var meterProvider = metrics.Build();

var functions = new HostFunctions()
    .Add("Price", (string article) => article == "tea" ? 3.5 : 4.25)
    .Add("Stock", async (string article) =>
    {
        await Task.Delay(5);
        return 12;
    });
using var image = GuestImage.Load(Path.Combine(AppContext.BaseDirectory, "Shop.elf"));
using var pool = SandboxPool.Create(image, new SandboxOptions { HostFunctions = functions, CallTimeout = TimeSpan.FromSeconds(1) },
    new SandboxPoolOptions { Name = "shop", Prewarm = 1, Maximum = 2 });

for (var i = 1; i <= 3; i++) Console.WriteLine($"{i} × tea: {await pool.CallAsync<double>("Total", "tea", i):0.00}");
try
{
    await pool.CallAsync("Hang");
}
catch (SandboxTimeoutException exception)
{
    Console.WriteLine(exception.Message);
}
// While the pool is there: its sizes are asked for at the export.
meterProvider.ForceFlush();
