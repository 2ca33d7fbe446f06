using Microsoft.Extensions.DependencyInjection;

namespace Microlight.Tars.Hosting;

/// <summary>Which objects an application serves.</summary>
public sealed class TarsServerBuilder
{
    internal TarsServerBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    internal List<(string ObjectName, Func<IServiceProvider, TarsServant> Servant)> Objects { get; } = [];

    /// <summary>Serves an object with a servant that is made once, its constructor's parameters from the services.</summary>
    /// <typeparam name="TServant">The servant.</typeparam>
    /// <param name="objectName"><c>App.Server.Obj@tcp -h host -p port -t timeout</c>, endpoints joined by colons.</param>
    /// <exception cref="FormatException">The name is none.</exception>
    public TarsServerBuilder AddServant<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TServant>(string objectName)
        where TServant : TarsServant
    {
        Services.AddSingleton<TServant>();
        return AddServant(objectName, provider => provider.GetRequiredService<TServant>());
    }

    /// <summary>Serves an object.</summary>
    /// <param name="objectName"><c>App.Server.Obj@tcp -h host -p port -t timeout</c>, endpoints joined by colons.</param>
    /// <param name="servant">Makes the servant when the application starts.</param>
    /// <exception cref="FormatException">The name is none.</exception>
    public TarsServerBuilder AddServant(string objectName, Func<IServiceProvider, TarsServant> servant)
    {
        ArgumentNullException.ThrowIfNull(servant);
        TarsObjectName.Parse(objectName);
        Objects.Add((objectName, servant));
        return this;
    }
}
