// The line of a serial port.
#include "runner/engine/scene.h"

namespace wfx {

// Reads wait for nothing. Holding the line needs no wire: the device behaves as if XOFF had come.
void Stage::SetLine(const GivenHandle& given, StagedHandle& made) const {
  COMMTIMEOUTS timeouts{};
  timeouts.ReadIntervalTimeout = ~DWORD{0};
  timeouts.WriteTotalTimeoutConstant =
      static_cast<DWORD>(std::chrono::ceil<std::chrono::milliseconds>(given.write_timeout).count());
  const bool set = api_.SetCommTimeouts(made.value, &timeouts) != FALSE;
  const bool held = set && (!given.held || api_.EscapeCommFunction(made.value, SETXOFF) != FALSE);
  if (!held) {
    const DWORD error = api_.GetLastError();
    api_.CloseHandle(made.value);
    Fail(set ? "EscapeCommFunction" : "SetCommTimeouts", error);
  }
  made.held = given.held;
}

// What was held back is thrown away: nobody asked for it to be sent later, and closing would wait
// for it.
void Stage::FreeLine(const StagedHandle& handle) const {
  api_.PurgeComm(handle.value, PURGE_TXABORT | PURGE_TXCLEAR);
  api_.EscapeCommFunction(handle.value, SETXON);
}

}  // namespace wfx
