// The layer below the provider.
#pragma once

#include "runner/win32/api.h"

namespace wfx::lab {

// Filled by WfxBind, before any other use; never changed afterwards.
extern Win32Api below;

// Keeps the thread's last error as the caller left it, whatever is called meanwhile.
class KeptError {
 public:
  KeptError() : error_(below.GetLastError()) {}
  ~KeptError() { below.SetLastError(error_); }
  KeptError(const KeptError&) = delete;
  KeptError& operator=(const KeptError&) = delete;
  // What it is to be instead.
  void Set(DWORD error) { error_ = error; }

 private:
  DWORD error_;
};

}  // namespace wfx::lab
