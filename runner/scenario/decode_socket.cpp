// Decodes sockets that are given, and how they are closed.
#include <algorithm>

#include "runner/scenario/decode_given.h"
#include "runner/scenario/decode_step.h"

namespace wfx {

GivenItem DecodeSockets(Fields& fields, Decoding& decoding) {
  constexpr std::int64_t kMost = 0x7FFFFFFF;  // an int
  decoding.Need("sockets");
  GivenSockets sockets;
  sockets.connected = fields.Text("connected", "the name of the handle of the end that connects");
  decoding.scope.Declare(Role::kHandle, sockets.connected, fields.LineOf("connected"));
  sockets.accepted = fields.Text("accepted", "the name of the handle of the end that is accepted");
  decoding.scope.Declare(Role::kHandle, sockets.accepted, fields.LineOf("accepted"));
  sockets.send_buffer = fields.SizeIfAny("send_buffer", 0, kMost);
  sockets.receive_buffer = fields.SizeIfAny("receive_buffer", 0, kMost);
  return sockets;
}

bool IsSocket(const Decoding& decoding, std::string_view handle) {
  return std::ranges::any_of(decoding.result.given, [&](const Given& given) {
    const auto* sockets = std::get_if<GivenSockets>(&given.item);
    return sockets != nullptr && (sockets->connected == handle || sockets->accepted == handle);
  });
}

StepAction DecodeClose(Fields& fields, Sequence& sequence, Step&) {
  CloseStep close;
  close.handle = sequence.scope().Refer(fields, "close", {Role::kHandle});
  close.reset = fields.Bool("reset", false);
  if (!IsSocket(sequence.decoding, close.handle))
    fields.Refuse("reset", "only the connection of a socket can be reset");
  return close;
}

}  // namespace wfx
