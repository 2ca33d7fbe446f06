// What a guest's author writes on methods.
namespace Microlight.Guest;

using System;

/// <summary>The host may call this static method, by its name or the one given.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GuestFunctionAttribute(string name = null) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>This static partial method is a function that the host registers, by its name or the one given.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HostFunctionAttribute(string name = null) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>
/// This static method without parameters runs once per sandbox, at the start of its first guest call. What it creates lives as long as the
/// sandbox.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GuestInitializeAttribute : Attribute { }
