using Iced.Intel;
using Microlight.Tests.Guests;

namespace Microlight.Tests.Stopping;

/// <summary>A guest that ends, loops, or loops through host calls.</summary>
internal static class StopGuest
{
    public static GuestImage Build()
    {
        Kvm.Require();
        return new GuestBuilder()
            .Import("tick", ">")
            .Import("HostPrint", "s>i")
            .Function("empty", _ => { })
            .Function("tick", a => GuestBuilder.Forward(a, 0, 0, 0))
            .Function("loop", a => GuestBuilder.Loop(a, () => { }))
            .Function("loop-tick", a => GuestBuilder.Loop(a, () => GuestBuilder.Forward(a, 0, 0, 0)))
            .Function("print-loop", "s>", a =>
            {
                GuestBuilder.Forward(a, 1, 1, 1);
                GuestBuilder.Loop(a, () => { });
            })
            .Build();
    }

    public static SandboxOptions Options(Action? tick = null) => new() { HostFunctions = new HostFunctions().Add("tick", tick ?? (() => { })) };
}
