// Runs inside a sandbox: adds up an order with the host's prices, and can go wrong in two ways.
public static partial class Shop
{
    [GuestFunction]
    public static double Total(string article, int count)
    {
        var stock = Stock(article);
        if (stock < count) throw new InvalidOperationException($"there are only {stock}");
        return Price(article) * count;
    }

    [GuestFunction]
    public static void Hang()
    {
        while (true) { }
    }

    [HostFunction]
    private static partial double Price(string article);

    [HostFunction]
    private static partial int Stock(string article);
}
