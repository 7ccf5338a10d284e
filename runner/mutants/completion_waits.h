// What completion.cpp's mutants do to waits and to the APC queue.
#pragma once

#include "runner/win32/api.h"

namespace wfx::mutants::waits {

// Each replaces entries of a table.
void FileHandleSwallows(Win32Api& table);
void MsgWaitIsDeaf(Win32Api& table);
void MultipleIsDeaf(Win32Api& table);
void NestedWaitSwallows(Win32Api& table);
void OneRoutineAWait(Win32Api& table);
void OnlyOwnRoutinesEnd(Win32Api& table);
void PipeReadIsAlertable(Win32Api& table);
void PlainWaitIsAlertable(Win32Api& table);
void PortWaitIsDeaf(Win32Api& table);
void QueuesAreTwo(Win32Api& table);
void ResultWaitIsAlertable(Win32Api& table);
void SignaledObjectSwallows(Win32Api& table);
void SignalsNothing(Win32Api& table);
void SingleIsDeaf(Win32Api& table);
void SleepExOfZeroIsDeaf(Win32Api& table);

}  // namespace wfx::mutants::waits
