using System.Globalization;
using System.Text;
using Microlight.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Microlight.Cli.Serving;

/// <summary>A server's statistics in Prometheus' text format (version 0.0.4).</summary>
internal static class PrometheusText
{
    public static Task WriteAsync(HttpContext context, ComponentHttpStatistics statistics)
    {
        if (context.Request.Path != "/metrics")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(Format(statistics));
    }

    public static string Format(ComponentHttpStatistics s)
    {
        var text = new StringBuilder();
        text.Append("# HELP microlight_http_requests_total Requests that have ended.\n# TYPE microlight_http_requests_total counter\n");
        foreach (var (outcome, count) in (ReadOnlySpan<(string, long)>)
            [("answered", s.Requests - s.Failed - s.TimedOut - s.Rejected - s.Aborted), ("failed", s.Failed), ("timed_out", s.TimedOut), ("rejected", s.Rejected), ("aborted", s.Aborted)])
            text.Append(CultureInfo.InvariantCulture, $"microlight_http_requests_total{{outcome=\"{outcome}\"}} {count}\n");
        Gauge("microlight_http_requests_active", "Requests in the component.", s.Active);
        Gauge("microlight_http_requests_waiting", "Requests that wait for others to end.", s.Waiting);
        Gauge("microlight_http_instances", "Instances of the component.", s.Instances);
        return text.ToString();

        void Gauge(string name, string help, long value) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
    }
}
