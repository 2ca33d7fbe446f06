/// As the program in C# beside it: calls the servant through the proxy that was made from ../hello.tars.
module TarsHelloFSharp

open Demo
open Microlight.Tars

let run objectName = task {
    use client = new TarsClient()
    let hello = HelloProxy(client, objectName)

    let! greeting = hello.SayHelloAsync "Ada"
    printfn $"{greeting}"

    // The result and the out parameter.
    let! struct (quotient, remainder) = hello.DivideAsync(17, 5)
    printfn $"17 / 5 = {quotient}, remainder {remainder}"

    for entry in [ Entry(Name = "Ada"); Entry(Name = "Grace", Remark = "lovely sandbox") ] do
        let! book = hello.SignAsync entry
        let entries = book.Entries |> Seq.map (fun entry -> $"{entry.Name} {entry.Remark}") |> String.concat ", "
        let visits = book.Visits |> Seq.map (fun visit -> $"{visit.Key} {visit.Value}") |> String.concat ", "
        printfn $"guest book: {entries}; visits: {visits}"

    try
        let! _ = hello.DivideAsync(1, 0)
        ()
    with :? TarsCallException as failure -> printfn $"1 / 0: code {int failure.Code}"

    let! greeting = hello.SayHelloAsync "Grace"
    printfn $"{greeting}"
}

[<EntryPoint>]
let main arguments =
    let objectName = arguments |> Array.tryHead |> Option.defaultValue "Demo.HelloServer.HelloServantObj@tcp -h 127.0.0.1 -p 10003"
    run(objectName).GetAwaiter().GetResult()
    0
