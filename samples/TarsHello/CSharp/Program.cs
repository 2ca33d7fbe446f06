// Calls the servant through the proxy that was made from ../hello.tars.
using Demo;
using Microlight.Tars;

await using var client = new TarsClient();
var hello = new HelloProxy(client, args.FirstOrDefault() ?? "Demo.HelloServer.HelloServantObj@tcp -h 127.0.0.1 -p 10003");

Console.WriteLine(await hello.SayHelloAsync("Ada"));

// The result and the out parameter.
var (quotient, remainder) = await hello.DivideAsync(17, 5);
Console.WriteLine($"17 / 5 = {quotient}, remainder {remainder}");

foreach (var entry in new[] { new Entry { Name = "Ada" }, new Entry { Name = "Grace", Remark = "lovely sandbox" } })
{
    var book = await hello.SignAsync(entry);
    var entries = string.Join(", ", book.Entries.Select(e => $"{e.Name} {e.Remark}"));
    var visits = string.Join(", ", book.Visits.Select(v => $"{v.Key} {v.Value}"));
    Console.WriteLine($"guest book: {entries}; visits: {visits}");
}

try
{
    await hello.DivideAsync(1, 0);
}
catch (TarsCallException exception)
{
    Console.WriteLine($"1 / 0: code {(int)exception.Code}");
}
Console.WriteLine(await hello.SayHelloAsync("Grace"));
