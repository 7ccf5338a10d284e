// A library for provider_test that exports nothing of the table, and itself depends on nothing.
#include "runner/win32/export.h"

extern "C" int WriteFileEx2() WFX_EXPORTED_AS("WriteFileEx2");
extern "C" int WriteFileEx2() { return 2; }
