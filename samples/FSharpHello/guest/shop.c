/* shop.c: a guest that adds up an order with the host's prices, and can go wrong in two ways. */
#include "microlight.h"

ML_HOST_FUNCTION(double, Price, (ml_string, article))
ML_HOST_FUNCTION(int32_t, Stock, (ml_string, article))

ML_FUNCTION(double, Total, (ml_string, article), (int32_t, count))
{
    if (Stock(article) < count) ml_abort(1);
    return Price(article) * count;
}

ML_FUNCTION(void, Hang, (int32_t, forever))
{
    volatile int32_t running = forever;
    while (running) { }
}
