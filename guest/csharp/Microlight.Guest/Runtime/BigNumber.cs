// A natural number of up to 1,280 bits: the largest double times what formatting multiplies it by has fewer.
namespace Internal.Runtime;

internal unsafe struct BigNumber
{
    private const int Capacity = 40;
    private int _count;
    private fixed uint _words[Capacity];

    public void Set(ulong value)
    {
        _words[0] = (uint)value;
        _words[1] = (uint)(value >> 32);
        _count = 2;
        Trim();
    }

    public void Multiply(uint factor)
    {
        ulong carry = 0;
        for (var i = 0; i < _count; i++)
        {
            carry += (ulong)_words[i] * factor;
            _words[i] = (uint)carry;
            carry >>= 32;
        }
        if (carry != 0) _words[_count++] = (uint)carry;
    }

    public void MultiplyPowerOfTen(int exponent)
    {
        for (; exponent >= 9; exponent -= 9) Multiply(1_000_000_000);
        for (; exponent > 0; exponent--) Multiply(10);
    }

    public void ShiftLeft(int bits)
    {
        for (; bits >= 31; bits -= 31) Multiply(1u << 31);
        Multiply(1u << bits);
    }

    public void Add(ref BigNumber other)
    {
        ulong carry = 0;
        var count = _count > other._count ? _count : other._count;
        for (var i = 0; i < count; i++)
        {
            if (i < _count) carry += _words[i];
            if (i < other._count) carry += other._words[i];
            _words[i] = (uint)carry;
            carry >>= 32;
        }
        if (carry != 0) _words[count++] = (uint)carry;
        _count = count;
    }

    /// <summary>Takes away a number that is not larger.</summary>
    public void Subtract(ref BigNumber other)
    {
        long borrow = 0;
        for (var i = 0; i < _count; i++)
        {
            borrow += _words[i] - (i < other._count ? (long)other._words[i] : 0);
            _words[i] = (uint)borrow;
            borrow >>= 32;
        }
        Trim();
    }

    public int CompareTo(ref BigNumber other)
    {
        if (_count != other._count) return _count - other._count;
        for (var i = _count - 1; i >= 0; i--)
            if (_words[i] != other._words[i]) return _words[i] < other._words[i] ? -1 : 1;
        return 0;
    }

    private void Trim()
    {
        while (_count > 0 && _words[_count - 1] == 0) _count--;
    }
}
