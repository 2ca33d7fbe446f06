using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace OpenTelemetrySample;

/// <summary>Writes each metric's points as lines.</summary>
internal sealed class ConsoleMetrics : BaseExporter<Metric>
{
    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                var tags = new List<string>();
                foreach (var tag in point.Tags) tags.Add($"{tag.Key}={tag.Value}");
                Console.WriteLine($"metric  {metric.Name,-32} {Value(metric, point),-32} {string.Join(' ', tags)}");
            }
        return ExportResult.Success;
    }

    private static string Value(Metric metric, in MetricPoint point) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => $"{point.GetSumLong()} {metric.Unit}",
        MetricType.LongGauge => $"{point.GetGaugeLastValueLong()} {metric.Unit}",
        MetricType.Histogram => $"{point.GetHistogramCount()} times, {point.GetHistogramSum():0.000000} {metric.Unit} together",
        _ => metric.MetricType.ToString(),
    };
}
