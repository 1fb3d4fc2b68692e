/* Square roots bit by bit: no libm, whose last digit differs between machines. */
#include "clinical/root.h"

uint64_t root_floor(unsigned __int128 square)
{
    unsigned __int128 root = 0;
    for (int bit = 63; bit >= 0; bit--) {
        unsigned __int128 tried = root | (unsigned __int128)1 << bit;
        if (tried * tried <= square) {
            root = tried;
        }
    }
    return (uint64_t)root;
}

/* Above the half when square > root² + root. */
uint64_t root_nearest(unsigned __int128 square)
{
    uint64_t root = root_floor(square);
    unsigned __int128 rest = square - (unsigned __int128)root * root;
    return root + (rest > root && root < UINT64_MAX);
}
