#include "runner/engine/target_stream.h"

#include "runner/engine/target_pipe.h"
#include "runner/hresult_names.h"
#include "runner/names.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

// A provider says of a kind of object that it has no streams of it.
std::string WhyNotImplemented(const StreamSystem& streams, const WideString& path) {
  void* stream = nullptr;
  const HRESULT result = streams.provider(path.c_str(), kStreamMode, &stream);
  if (!IsFailure(static_cast<std::uint32_t>(result))) Release(static_cast<IStreamAsync*>(stream));
  return result == E_NOTIMPL ? "WfxOpenStreamAsync gives E_NOTIMPL" : "";
}

// A file in the target, empty, removed with the object.
class EmptyFile {
 public:
  EmptyFile(const Win32Api& api, const std::string& directory)
      : api_(api), path_(Wide(directory + "\\" + ProbeName())) {
    const Handle file(api, api.CreateFileW(path_.c_str(), GENERIC_WRITE, kShareAll, nullptr,
                                           CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file.valid()) problem_ = "CreateFileW failed with " + DescribeError(api.GetLastError());
  }
  ~EmptyFile() { api_.DeleteFileW(path_.c_str()); }
  EmptyFile(const EmptyFile&) = delete;
  EmptyFile& operator=(const EmptyFile&) = delete;

  const WideString& path() const { return path_; }
  const std::string& problem() const { return problem_; }

 private:
  const Win32Api& api_;
  const WideString path_;
  std::string problem_;
};

std::string WhyNoPipe(const Win32Api& api, const StreamSystem& streams) {
  const WideString path = Wide("\\\\.\\pipe\\" + ProbeName());
  const Handle server(api,
                      api.CreateNamedPipeW(path.c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                                           PIPE_TYPE_BYTE | PIPE_WAIT, 1, 512, 512, 0, nullptr));
  if (!server.valid()) return "CreateNamedPipeW failed with " + DescribeError(api.GetLastError());
  return WhyNotImplemented(streams, path);
}

std::string WhyNoShellStream(const StreamSystem& streams, const EmptyFile& file) {
  if (streams.shell == nullptr) return "this system's files are not the Shell's";
  void* stream = nullptr;
  std::string refused;
  const HRESULT result = streams.shell(file.path().c_str(), kStreamMode, &stream, &refused);
  const auto code = static_cast<std::uint32_t>(result);
  if (IsFailure(code) || stream == nullptr) return refused + " gives " + DescribeHresult(code);
  Release(static_cast<IStreamAsync*>(stream));
  return "";
}

}  // namespace

void ProbeStreams(const Win32Api& api, const StreamSystem& streams, TargetFacts& target) {
  const EmptyFile file(api, target.directory);
  const auto note = [&](StreamSubject subject, const std::string& reason) {
    target.capabilities[std::string(Describe(subject).capability)] = reason;
  };
  note(StreamSubject::kShell,
       file.problem().empty() ? WhyNoShellStream(streams, file) : file.problem());
  std::string& pipes =
      target.capabilities[std::string(Describe(StreamSubject::kProvider).pipe_capability)];
  if (streams.provider == nullptr) {
    pipes = "no provider that exports WfxOpenStreamAsync is loaded";
    return note(StreamSubject::kProvider, pipes);
  }
  note(StreamSubject::kProvider,
       file.problem().empty() ? WhyNotImplemented(streams, file.path()) : file.problem());
  const std::string& no_pipes = target.capabilities["named_pipes"];
  pipes = no_pipes.empty() ? WhyNoPipe(api, streams) : no_pipes;
}

}  // namespace wfx
