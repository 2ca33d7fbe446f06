/// A guest in C# (Guest/Shop.cs) from F#: host functions from lambdas, calls in a task, failures by pattern matching.
module FSharpHello

open System
open System.IO
open System.Threading.Tasks
open Microlight

let prices = Map [ "tea", 3.5; "cake", 4.25 ]

/// What the guest may ask of the host, and nothing else. The second one answers later; the guest waits without a thread.
/// (F# cannot tell a result from a task of one by itself: the types after Add say that the guest gets an int.)
let hostFunctions =
    HostFunctions()
        .Add("Price", Func<string, float>(fun article -> prices[article]))
        .Add<string, int>("Stock", Func<string, Task<int>>(fun _ -> task {
            do! Task.Delay 10
            return 12
        }))

let describe (failure: exn) =
    match failure with
    | :? SandboxTimeoutException as timeout -> $"stopped after {timeout.Budget.TotalMilliseconds} ms"
    | :? HostFunctionException as host -> $"the host function {host.Function} failed"
    | :? SandboxException as other -> other.Message
    | unexpected -> raise unexpected

let order (pool: SandboxPool) (article: string) (count: int) = task {
    let arguments: GuestValue[] = [| article; count |]
    try
        let! total = pool.CallAsync<float>("Total", arguments)
        return Ok total
    with failure ->
        return Error(describe failure)
}

let run () = task {
    use image = GuestImage.Load(Path.Combine(AppContext.BaseDirectory, "Shop.elf"))
    let options = SandboxOptions(HostFunctions = hostFunctions, CallTimeout = TimeSpan.FromSeconds 1.0)
    use pool = SandboxPool.Create(image, options, SandboxPoolOptions(Maximum = 2))
    for article, count in [ "tea", 3; "cake", 2; "tea", 100; "gold", 1 ] do
        match! order pool article count with
        | Ok total -> printfn $"{count} × {article}: {total:F2}"
        | Error reason -> printfn $"{count} × {article}: {reason}"
    try
        do! pool.CallAsync("Hang", ReadOnlySpan())
    with failure ->
        printfn $"Hang: {describe failure}"
}

[<EntryPoint>]
let main _ =
    run().GetAwaiter().GetResult()
    0
