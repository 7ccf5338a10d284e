// What pipe.cpp's mutants do to PIPE_NOWAIT writes while reads wait at the other end.
#pragma once

#include "runner/win32/api.h"

namespace wfx::mutants::nowait {

// Each replaces entries of a table.
void IgnoreWaitingReads(Win32Api& table);
void RefuseAPart(Win32Api& table);
void TakeAPartOfAMessage(Win32Api& table);

}  // namespace wfx::mutants::nowait
