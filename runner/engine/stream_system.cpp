#include "runner/engine/stream_system.h"

#include "runner/hresult_names.h"
#include "runner/win32/stream_adapter.h"

namespace wfx {
namespace {

// Somebody else's way to open a stream: success without a stream is a failure too.
IStreamAsync* Opened(HRESULT result, void* stream, const std::string& function,
                     std::string& problem) {
  const auto code = static_cast<std::uint32_t>(result);
  if (!IsFailure(code) && stream != nullptr) return static_cast<IStreamAsync*>(stream);
  problem =
      function + " gives " + DescribeHresult(code) + (IsFailure(code) ? "" : " and no stream");
  return nullptr;
}

}  // namespace

IStreamAsync* OpenStream(const Win32Api& api, const StreamSystem& streams, StreamSubject subject,
                         const WCHAR* path, std::string& problem) {
  void* stream = nullptr;
  switch (subject) {
    case StreamSubject::kProvider: {
      if (streams.provider == nullptr) break;
      const HRESULT result = streams.provider(path, kStreamMode, &stream);
      return Opened(result, stream, "WfxOpenStreamAsync", problem);
    }
    case StreamSubject::kShell: {
      if (streams.shell == nullptr) break;
      std::string refused;
      const HRESULT result = streams.shell(path, kStreamMode, &stream, &refused);
      return Opened(result, stream, refused, problem);
    }
    case StreamSubject::kAdapter: {
      IStreamAsync* adapter = nullptr;
      const HRESULT result = OpenStreamAdapter(api, path, kStreamMode, &adapter);
      return Opened(result, adapter, "CreateFileW", problem);
    }
  }
  problem = "nobody opens such streams on this system";
  return nullptr;
}

}  // namespace wfx
