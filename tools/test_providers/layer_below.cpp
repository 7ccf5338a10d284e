#include "tools/test_providers/layer_below.h"

decltype(&::WriteFileEx) write_file_ex_below = nullptr;

void WfxBind(void* (*next)(const char* name)) {
  write_file_ex_below = reinterpret_cast<decltype(write_file_ex_below)>(next("WriteFileEx"));
}
