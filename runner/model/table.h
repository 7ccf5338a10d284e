// The functions of the model's table, under their Win32 names. Each stands in the source file of
// its subject.
#pragma once

#include "runner/win32/api.h"

namespace wfx::model {

#define WFX_FUNCTION(dll, name) std::remove_pointer_t<decltype(Win32Api::name)> name;  // NOLINT
#include "runner/win32/functions.inc"

}  // namespace wfx::model
