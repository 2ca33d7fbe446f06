using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Ir;

/// <summary>
/// Finds products of 128 bits put together from the four products of 32-bit halves, as WebAssembly without wide arithmetic must (compiler-rt's
/// __multi3, xxHash, wyhash, Ryu), and makes them the machine's own multiplication. What is matched is the whole sum, by its operations alone:
/// <code>
/// low = lo(x)*lo(y)                              low = lo(x)*lo(y)
/// middle = (low >> 32) + m1                      middle = m1
/// cross = (middle &amp; M) + m2                      cross = (low >> 32) + (middle &amp; M) + m2
/// high half: hi(x)*hi(y) + (middle >> 32) + (cross >> 32)       low half: cross &lt;&lt; 32 | low &amp; M
/// </code>
/// where m1 and m2 are the two products of a low and a high half. No partial sum exceeds 64 bits.
/// </summary>
internal sealed class WideProducts
{
    private const ulong Mask = uint.MaxValue;
    /// <summary>Most terms of a sum that are looked at.</summary>
    private const int MaximumTerms = 16;

    private readonly record struct Product(int X, int Y, int Low, int Middle);

    private readonly IrFunction _function;
    private readonly int[] _uses, _user;
    /// <summary>By the value called cross above.</summary>
    private readonly Dictionary<int, Product> _found = [];

    private WideProducts(IrFunction function)
    {
        _function = function;
        (_uses, _user) = (new int[function.Count], new int[function.Count]);
        for (var i = 0; i < function.Count; i++)
        {
            var count = function[i].OperandCount;
            for (var j = 0; j < count; j++)
            {
                var operand = function[i].Operand(j);
                _uses[operand]++;
                _user[operand] = i;
            }
        }
    }

    public static void Run(IrFunction function)
    {
        WideProducts? products = null;
        for (var i = 0; i < function.Count; i++)
        {
            if (IsHigh(function, i, out var sum) && function[sum].Op == Opcode.I64Add) (products ??= new WideProducts(function)).Visit(i, sum);
        }
        if (products is null || products._found.Count == 0) return;
        products.LowHalves();
        function.ForwardCopies();
    }

    private void Visit(int shift, int cross)
    {
        if (!_found.TryGetValue(cross, out var product))
        {
            if (Match(cross) is not { } match) return;
            _found.Add(cross, product = match);
        }
        HighHalf(shift, product);
    }

    private Product? Match(int cross)
    {
        var terms = new List<int>(4);
        Terms(cross, terms, 3);
        int high = -1, masked = -1, second = -1;
        foreach (var term in terms)
        {
            if (IsHigh(_function, term, out var shifted)) high = shifted;
            else if (IsLow(term, out var whole)) masked = whole;
            else second = term;
        }
        if (masked < 0 || second < 0) return null;
        int low, first;
        if (terms.Count == 3) (low, first) = (high, masked);
        else
        {
            if (terms.Count != 2 || _function[masked].Op != Opcode.I64Add) return null;
            var (a, b) = (_function[masked].A, _function[masked].B);
            if (IsHigh(_function, a, out low)) first = b;
            else if (IsHigh(_function, b, out low)) first = a;
            else return null;
        }
        if (low < 0 || !Halves(first, out var x, out var y) || !x.High == !y.High) return null;
        if (x.High) (x, y) = (y, x);
        return IsProduct(second, (x.Value, true), (y.Value, false)) && IsProduct(low, (x.Value, false), (y.Value, false)) ? new Product(x.Value, y.Value, low, masked) : null;
    }

    /// <summary>Where cross >> 32 is added to the other two terms, it becomes the high half and those are dropped.</summary>
    private void HighHalf(int shift, in Product product)
    {
        if (_uses[shift] != 1 || _function[_user[shift]].Op != Opcode.I64Add) return;
        var top = _user[shift];
        for (var i = 0; i < MaximumTerms && _uses[top] == 1 && _function[_user[top]].Op == Opcode.I64Add; i++) top = _user[top];
        var (carry, upper) = ((Term: -1, Sum: -1), (Term: -1, Sum: -1));
        var work = new Stack<int>([top]);
        for (var seen = 0; seen < MaximumTerms && work.TryPop(out var sum); seen++)
        {
            for (var i = 0; i < 2; i++)
            {
                var term = _function[sum].Operand(i);
                if (IsHigh(_function, term, out var shifted) && shifted == product.Middle) carry = (term, sum);
                else if (IsProduct(term, (product.X, true), (product.Y, true))) upper = (term, sum);
                else if (_function[term].Op == Opcode.I64Add && _uses[term] == 1) work.Push(term);
            }
        }
        if (carry.Term < 0 || upper.Term < 0) return;
        Drop(carry.Term, carry.Sum);
        Drop(upper.Term, upper.Sum);
        Rewrite(shift, Opcode.I64MulWideU, product);
    }

    /// <summary>Takes a term out of a sum; sums inside of the whole have one use.</summary>
    private void Drop(int term, int sum)
    {
        while (_function[sum].Op == IrOp.Copy) (term, sum) = (sum, _user[sum]);
        var (a, b) = (_function[sum].A, _function[sum].B);
        _function.Replace(sum, a == term ? b : a);
    }

    private void LowHalves()
    {
        for (var i = 0; i < _function.Count; i++)
        {
            if (_function[i].Op is not (Opcode.I64Or or Opcode.I64Add)) continue;
            var (a, b) = (_function[i].A, _function[i].B);
            if (IsLowHalf(a, b, out var product) || IsLowHalf(b, a, out product)) Rewrite(i, Opcode.I64Mul, product);
        }
    }

    private bool IsLowHalf(int a, int b, out Product product)
    {
        product = default;
        return _function[a].Op == Opcode.I64Shl && IsConstant(_function, _function[a].B, 32) && _found.TryGetValue(_function[a].A, out product) && IsLow(b, out var low) && low == product.Low;
    }

    private void Rewrite(int number, Opcode op, in Product product)
    {
        ref var instruction = ref _function[number];
        (instruction.Op, instruction.A, instruction.B) = (op, product.X, product.Y);
    }

    private void Terms(int sum, List<int> terms, int most)
    {
        if (terms.Count + 1 < most && _function[sum].Op == Opcode.I64Add)
        {
            Terms(_function[sum].A, terms, most);
            Terms(_function[sum].B, terms, most);
        }
        else terms.Add(sum);
    }

    private bool IsProduct(int value, (int Value, bool High) a, (int Value, bool High) b) => Halves(value, out var x, out var y) && (x == a && y == b || x == b && y == a);

    private bool Halves(int product, out (int Value, bool High) x, out (int Value, bool High) y)
    {
        y = default;
        ref var instruction = ref _function[product];
        if (instruction.Op == Opcode.I64Mul) return IsHalf(instruction.A, out x) & IsHalf(instruction.B, out y);
        x = default;
        return false;
    }

    private bool IsHalf(int value, out (int Value, bool High) half)
    {
        half.High = IsHigh(_function, value, out half.Value);
        return half.High || IsLow(value, out half.Value);
    }

    /// <summary>value is of >> 32.</summary>
    private static bool IsHigh(IrFunction function, int value, out int of)
    {
        of = function[value].A;
        return function[value].Op == Opcode.I64ShrU && IsConstant(function, function[value].B, 32);
    }

    /// <summary>value is the low 32 bits of.</summary>
    private bool IsLow(int value, out int of)
    {
        ref var instruction = ref _function[value];
        of = instruction.A;
        if (instruction.Op == Opcode.I64And) return IsConstant(_function, instruction.B, Mask);
        if (instruction.Op != Opcode.I64ExtendI32U || _function[of].Op != Opcode.I32WrapI64) return false;
        of = _function[of].A;
        return true;
    }

    private static bool IsConstant(IrFunction function, int value, ulong bits) => function[value].Op == Opcode.I64Const && function[value].Immediate == bits;
}
