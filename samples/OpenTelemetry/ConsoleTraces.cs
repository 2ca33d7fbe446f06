using System.Diagnostics;
using OpenTelemetry;

namespace OpenTelemetrySample;

/// <summary>Writes each finished activity as a line.</summary>
internal sealed class ConsoleTraces : BaseExporter<Activity>
{
    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var activity in batch)
            Console.WriteLine($"trace   {activity.DisplayName,-24} {activity.Duration.TotalMilliseconds,8:0.000} ms  {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}");
        return ExportResult.Success;
    }
}
