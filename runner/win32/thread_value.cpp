#include "runner/win32/thread_value.h"

#include <stdexcept>

#ifndef _WIN32
#include <pthread.h>
#endif

namespace wfx {

#ifdef _WIN32

ThreadValue::ThreadValue(Ended ended) : slot_(FlsAlloc(ended)) {
  if (slot_ == FLS_OUT_OF_INDEXES) throw std::runtime_error("there is no slot for a thread's value");
}

void* ThreadValue::Get() const { return FlsGetValue(slot_); }
void ThreadValue::Set(void* value) const { FlsSetValue(slot_, value); }

#else

ThreadValue::ThreadValue(Ended ended) {
  pthread_key_t key = 0;
  if (pthread_key_create(&key, ended) != 0) {
    throw std::runtime_error("there is no slot for a thread's value");
  }
  slot_ = key;
}

void* ThreadValue::Get() const { return pthread_getspecific(slot_); }
void ThreadValue::Set(void* value) const { pthread_setspecific(slot_, value); }

#endif

}  // namespace wfx
