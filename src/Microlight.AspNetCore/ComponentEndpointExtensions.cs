using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Microlight.AspNetCore;

/// <summary>Components as endpoints.</summary>
public static class ComponentEndpointExtensions
{
    /// <summary>Serves requests for the pattern, of all methods, with a component: <c>app.MapComponent("/plugin/{**path}", handler)</c>.</summary>
    public static IEndpointConventionBuilder MapComponent(this IEndpointRouteBuilder endpoints, string pattern, ComponentHttpHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return endpoints.Map(pattern, handler.HandleAsync);
    }
}
