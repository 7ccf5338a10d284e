// Decodes processes, and what one on another machine can hold and do.
#include "runner/scenario/decode_remote.h"

#include <algorithm>

namespace wfx {
namespace {

const GivenPipe* PipeNamed(const Decoding& decoding, const std::string& name) {
  for (const Given& given : decoding.result.given) {
    const auto* pipe = std::get_if<GivenPipe>(&given.item);
    if (pipe != nullptr && pipe->name == name) return pipe;
  }
  return nullptr;
}

}  // namespace

bool IsOnAnotherMachine(const Decoding& decoding, const std::string& actor) {
  return std::ranges::any_of(decoding.result.given, [&](const Given& given) {
    const auto* process = std::get_if<GivenProcess>(&given.item);
    return process != nullptr && process->name == actor && process->on_another_machine;
  });
}

GivenItem DecodeProcess(Fields& fields, Decoding& decoding) {
  GivenProcess process;
  process.on_another_machine =
      fields.Choice<bool>("on", {{"this_machine", false}, {"another_machine", true}}, false);
  decoding.Need(process.on_another_machine ? "remote_peer" : "another_process");
  const bool second = std::ranges::any_of(decoding.result.given, [](const Given& given) {
    const auto* other = std::get_if<GivenProcess>(&given.item);
    return other != nullptr && other->on_another_machine;
  });
  if (process.on_another_machine && second)
    fields.Wrong("on", "one process of a scenario is on another machine, and one was given before");
  return process;
}

void CheckRemoteOpen(Fields& fields, Decoding& decoding, const GivenHandle& handle) {
  if (!IsOnAnotherMachine(decoding, handle.opened_by)) return;
  if (const GivenPipe* pipe = PipeNamed(decoding, handle.opens)) {
    decoding.Need("remote_client");
    if (!pipe->made_by.empty())
      fields.Wrong("opens", "\"" + handle.opens + "\" is made on the machine that would open it");
    return;
  }
  decoding.Need("remote_file");
  const bool is_file = std::ranges::any_of(decoding.result.given, [&](const Given& given) {
    const auto* file = std::get_if<GivenFile>(&given.item);
    return file != nullptr && file->name == handle.opens && file->of.empty();
  });
  if (!is_file && !handle.opens.empty())
    fields.Wrong("opens", "a process on another machine opens a file or a pipe; \"" + handle.opens +
                              "\" is neither");
}

void DecodeMaker(Fields& fields, Decoding& decoding, GivenPipe& pipe) {
  pipe.rejects_remote_clients = fields.Choice<bool>(
      "remote_clients",
      {{"PIPE_ACCEPT_REMOTE_CLIENTS", false}, {"PIPE_REJECT_REMOTE_CLIENTS", true}}, false);
  if (!fields.Has("by")) return;
  pipe.made_by = decoding.scope.Actor(fields, "by");
  decoding.Need("remote_pipe");
  if (!IsOnAnotherMachine(decoding, pipe.made_by)) {
    fields.Wrong("by", "a pipe is made here, or by a process \"on\": \"another_machine\"");
  }
  if (!pipe.more_servers.empty())
    fields.Wrong("servers", "a pipe on another machine has one instance");
}

void CheckRemoteWrite(Fields& fields, const Decoding& decoding, const Step& step) {
  const auto* write = std::get_if<WriteStep>(&step.action);
  if (write == nullptr || !IsOnAnotherMachine(decoding, step.by)) return;
  const char* why = "would end the peer on the other machine";
  if (write->no_overlapped) fields.Wrong("overlapped", std::string("NULL ") + why);
  if (write->no_routine) fields.Wrong("routine", std::string("NULL ") + why);
}

void CheckReader(Fields& fields, const Decoding& decoding, const std::string& actor,
                 const std::string& handle) {
  const auto holder = std::ranges::find_if(decoding.result.given, [&](const Given& given) {
    const auto* pipe = std::get_if<GivenPipe>(&given.item);
    return pipe != nullptr && pipe->server == handle && !pipe->made_by.empty();
  });
  const bool elsewhere = holder != decoding.result.given.end();
  const bool by_process = decoding.scope.Is(Role::kProcess, actor);
  if (by_process && !(elsewhere && std::get<GivenPipe>(holder->item).made_by == actor)) {
    fields.Wrong("handle", "another process reads from the server end of a pipe that it has made");
  }
  if (!by_process && elsewhere) {
    fields.Wrong("handle", "\"" + handle + "\" is on another machine; read it \"by\": \"" +
                               std::get<GivenPipe>(holder->item).made_by + "\"");
  }
}

}  // namespace wfx
