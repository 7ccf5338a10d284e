// MinGW's headers for drivers, in C++: two of its functions are there twice, once in the compiler's
// own headers and once in wdm.h. Those of wdm.h get another name.
#pragma once

#include <intrin.h>
#define InterlockedBitTestAndSet DriverKitInterlockedBitTestAndSet
#define InterlockedBitTestAndReset DriverKitInterlockedBitTestAndReset
#include <ntifs.h>
// Behind it, as it needs its types.
#include <ntdddisk.h>
#undef InterlockedBitTestAndSet
#undef InterlockedBitTestAndReset
