// Streams of a scene.
#include "runner/engine/scene.h"
#include "runner/engine/stream_system.h"

namespace wfx {

void Stage::Make(const GivenStreamAsync& given) {
  if (streams_ == nullptr) throw SceneError("streams are not to be had here");
  StagedHandle made;
  made.object = given.opens;
  made.overlapped = true;
  std::string problem;
  made.stream = OpenStream(api_, *streams_, given.subject, PathOf(given.opens).c_str(), problem);
  if (made.stream == nullptr) throw SceneError(problem);
  handles_[given.name] = made;
  handle_order_.push_back(given.name);
  if (!pipes_.contains(given.opens)) return;
  GivenHandle client;
  client.opens = given.opens;
  AcceptClient(client, nullptr);  // which is looked at for a read mode alone
}

}  // namespace wfx
