// A division that can trap, in a function that is called by one: built with debug information, for backtraces with lines.
__attribute__((noinline)) static int divide(int a, int b)
{
    int shifted = a * 3;
    return shifted / b;
}

__attribute__((export_name("compute"))) int compute(int n)
{
    int sum = 1;
    for (int i = 0; i < 5; i++)
        sum += divide(sum, n - i);
    return sum;
}
