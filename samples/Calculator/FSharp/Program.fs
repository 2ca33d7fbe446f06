/// As the program in C# beside it: a component called through what was made from its WIT.
module CalculatorFSharp

open System
open System.IO
open System.Threading.Tasks
open Demo.Calculator
open Microlight.Wasm.Components

/// What the component imports.
let rates =
    { new IRates with
        member _.RateAsync(currency, cancellationToken) =
            ValueTask<Nullable<float>>(task {
                do! Task.Delay(10, cancellationToken)
                return if currency = "EUR" then Nullable 0.8 else Nullable()
            }) }

/// A result of WIT as one of F#.
let toResult (result: Microlight.Wasm.Bindings.WitResult<_, _>) = if result.IsOk then Ok result.Value else Error result.Error

let describe (fault: Fault) =
    match fault with
    | :? Fault.DivisionByZero -> "nothing can be divided by 0"
    | :? Fault.UnknownCurrency as unknown -> $"there is no rate for {unknown.Value}"
    | other -> invalidOp $"{other}"

let run () = task {
    use component' = WasmComponent.Load(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "calculator.wasm")), "calculator")
    let imports = ComponentImports()
    IRates.Register(imports, rates)
    use instance = component'.Instantiate imports
    let calculator = PocketWorld(instance).Calculator

    printfn $"6 × 7 = {calculator.Calculate(Operation.Multiply, 6.0, 7.0).Value}"
    match calculator.Calculate(Operation.Divide, 1.0, 0.0) |> toResult with
    | Ok value -> printfn $"1 / 0 = {value}"
    | Error fault -> printfn $"1 / 0: {describe fault}"

    use tape = calculator.CreateTape 100.0
    tape.Apply(Operation.Add, 20.0) |> ignore
    let! _ = tape.ApplyAsync(Operation.Divide, 8.0)
    for step in tape.Steps() do
        printfn $"{step.Operation} {step.Operand} = {step.Total}"

    for currency in [ "EUR"; "XXX" ] do
        let! total = tape.TotalInAsync currency
        match toResult total with
        | Ok value -> printfn $"in {currency}: {value}"
        | Error fault -> printfn $"in {currency}: {describe fault}"
}

[<EntryPoint>]
let main _ =
    run().GetAwaiter().GetResult()
    0
