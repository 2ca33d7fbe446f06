/// A native guest (guest/shop.c) from F#: host functions from lambdas, calls in a task, failures by pattern matching.
module FSharpHello

open System
open System.IO
open System.Threading.Tasks
open Microlight

let prices = Map [ "tea", 3.5; "cake", 4.25 ]

/// What the guest may ask of the host, and nothing else. The second one answers later; the guest waits without a thread.
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
    | :? GuestTrapException as trap when trap.Trap.Cause = GuestTrapCause.Abort -> $"the guest gave up with code {trap.Trap.AbortCode}"
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

let run path = task {
    use image = GuestImage.Load path
    let options = SandboxOptions(HostFunctions = hostFunctions, CallTimeout = TimeSpan.FromMilliseconds 500.0)
    use pool = SandboxPool.Create(image, options, SandboxPoolOptions(Maximum = 2))
    for article, count in [ "tea", 3; "cake", 2; "tea", 100; "gold", 1 ] do
        match! order pool article count with
        | Ok total -> printfn $"{count} × {article}: {total:F2}"
        | Error reason -> printfn $"{count} × {article}: {reason}"
    use lease = pool.Rent()
    let forever: GuestValue[] = [| 1 |]
    try
        lease.Sandbox.Call("Hang", forever)
    with failure ->
        printfn $"Hang: {describe failure}"
}

[<EntryPoint>]
let main _ =
    let path = Path.Combine(AppContext.BaseDirectory, "shop.elf")
    if File.Exists path then
        (run path).GetAwaiter().GetResult()
        0
    else
        eprintfn $"The guest '{path}' was not built: that takes gcc (Debian: apt-get install gcc); then build again."
        1
