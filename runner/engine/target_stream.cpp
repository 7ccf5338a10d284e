#include "runner/engine/target_stream.h"

#include "runner/engine/target_probe.h"
#include "runner/hresult_names.h"
#include "runner/names.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

// A provider says of a kind of object that it has no streams of it.
std::string WhyNotImplemented(const StreamSystem& streams, const std::string& path) {
  void* stream = nullptr;
  const HRESULT result = streams.provider(Wide(path).c_str(), kStreamMode, &stream);
  if (!IsFailure(static_cast<std::uint32_t>(result))) Release(static_cast<IStreamAsync*>(stream));
  return result == E_NOTIMPL ? "WfxOpenStreamAsync gives E_NOTIMPL" : "";
}

std::string WhyNoPipe(const Win32Api& api, const StreamSystem& streams) {
  const std::string path = "\\\\.\\pipe\\" + ProbeName();
  const Handle server(
      api, api.CreateNamedPipeW(Wide(path).c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                                PIPE_TYPE_BYTE | PIPE_WAIT, 1, 512, 512, 0, nullptr));
  if (!server.valid()) return "CreateNamedPipeW failed with " + DescribeError(api.GetLastError());
  return WhyNotImplemented(streams, path);
}

std::string WhyNoShellStream(const StreamSystem& streams, const ProbeFile& file) {
  if (streams.shell == nullptr) return "this system's files are not the Shell's";
  void* stream = nullptr;
  std::string refused;
  const HRESULT result = streams.shell(Wide(file.path()).c_str(), kStreamMode, &stream, &refused);
  const auto code = static_cast<std::uint32_t>(result);
  if (IsFailure(code) || stream == nullptr) return refused + " gives " + DescribeHresult(code);
  Release(static_cast<IStreamAsync*>(stream));
  return "";
}

}  // namespace

void ProbeStreams(const Win32Api& api, const StreamSystem& streams, TargetFacts& target) {
  ProbeFile file(api, PathIn(target.directory, ProbeName()));
  const std::string problem = file.valid() ? "" : file.Problem("CreateFileW");
  file.Close();
  const auto note = [&](StreamSubject subject, const std::string& reason) {
    target.capabilities[std::string(Describe(subject).capability)] = reason;
  };
  note(StreamSubject::kShell, problem.empty() ? WhyNoShellStream(streams, file) : problem);
  std::string& pipes =
      target.capabilities[std::string(Describe(StreamSubject::kProvider).pipe_capability)];
  if (streams.provider == nullptr) {
    pipes = "no provider that exports WfxOpenStreamAsync is loaded";
    return note(StreamSubject::kProvider, pipes);
  }
  note(StreamSubject::kProvider,
       problem.empty() ? WhyNotImplemented(streams, file.path()) : problem);
  const auto probed = target.capabilities.find("named_pipes");
  const bool has_none = probed != target.capabilities.end() && !probed->second.empty();
  pipes = has_none ? probed->second : WhyNoPipe(api, streams);
}

}  // namespace wfx
