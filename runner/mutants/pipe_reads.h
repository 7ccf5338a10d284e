// What pipe.cpp's mutants do to the reading end.
#pragma once

#include "runner/win32/api.h"

namespace wfx::mutants::reads {

// Each replaces entries of a table.
void CompleteAtFirstRead(Win32Api& table);
void CountNullWrites(Win32Api& table);
void DropTheRest(Win32Api& table);
void EndAtMessages(Win32Api& table);
void HideMoreData(Win32Api& table);
void HoldUntilRead(Win32Api& table);
void ShowOnlyTheQuota(Win32Api& table);

}  // namespace wfx::mutants::reads
