#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "environment/environment.hh"
#include "napi/args.hh"
#include "socket/address.hh"
#include "socket/buffer-list.hh"
#include "socket/socket.hh"
#include "util/retry-eintr.hh"

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif
#ifndef MSG_CMSG_CLOEXEC
#define MSG_CMSG_CLOEXEC 0
#endif

namespace tsyncio {

namespace {

#ifdef IOV_MAX
constexpr uint32_t kMostBuffers = IOV_MAX;
#else
constexpr uint32_t kMostBuffers = 1024;
#endif
// At least as many as any system lets through with one message.
constexpr uint32_t kMostDescriptors = 512;

// One message with descriptors beside it: room for its control data.
class Control {
 public:
  explicit Control(size_t descriptors) : space_(CMSG_SPACE(descriptors * sizeof(int))) {}

  void AttachTo(msghdr* message) {
    message->msg_control = space_.data();
    message->msg_controllen = static_cast<decltype(message->msg_controllen)>(space_.size());
  }

 private:
  std::vector<uint8_t> space_;
};

void PutDescriptors(msghdr* message, const std::vector<int>& fds) {
  cmsghdr* header = CMSG_FIRSTHDR(message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = static_cast<decltype(header->cmsg_len)>(CMSG_LEN(fds.size() * sizeof(int)));
  memcpy(CMSG_DATA(header), fds.data(), fds.size() * sizeof(int));
}

#ifdef __linux__
// SO_PASSPIDFD makes the system add one, which nobody here asks for. By number: older headers lack it.
constexpr int kScmPidfd = 4;
#endif

void CloseUnasked(const cmsghdr* header) {
#ifdef __linux__
  int fd = -1;
  if (header->cmsg_type != kScmPidfd || header->cmsg_len < CMSG_LEN(sizeof fd)) return;
  memcpy(&fd, CMSG_DATA(header), sizeof fd);
  if (fd >= 0) close(fd);
#endif
}

std::vector<int> TakeDescriptors(msghdr* message) {
  std::vector<int> fds;
  for (cmsghdr* header = CMSG_FIRSTHDR(message); header != nullptr; header = CMSG_NXTHDR(message, header)) {
    if (header->cmsg_level != SOL_SOCKET) continue;
    if (header->cmsg_type != SCM_RIGHTS) {
      CloseUnasked(header);
      continue;
    }
    const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    const size_t before = fds.size();
    fds.resize(before + count);
    memcpy(fds.data() + before, CMSG_DATA(header), count * sizeof(int));
  }
  if (MSG_CMSG_CLOEXEC == 0) {
    for (int fd : fds) fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
  return fds;
}

bool ReadIntegers(napi_env env, napi_value list, std::vector<int>* integers) {
  uint32_t count = 0;
  if (napi_get_array_length(env, list, &count) != napi_ok) return false;
  integers->resize(count);
  for (uint32_t i = 0; i < count; i++) {
    napi_value element = nullptr;
    napi_get_element(env, list, i, &element);
    if (napi_get_value_int32(env, element, &(*integers)[i]) != napi_ok) return false;
  }
  return true;
}

bool IsNull(napi_env env, napi_value value) {
  napi_valuetype type;
  return napi_typeof(env, value, &type) != napi_ok || type == napi_null || type == napi_undefined;
}

// sendmsg(fd, list, fds, address or null, flags)
napi_value SendMessage(napi_env env, napi_callback_info info) {
  Args<5> args(env, info);
  uint32_t count = 0;
  napi_get_array_length(env, args.at(1), &count);
  if (count > kMostBuffers) return Int(env, -EMSGSIZE);
  msghdr message{};
  // First: reading an object may run code, after which the bytes may be elsewhere.
  Address address;
  if (!IsNull(env, args.at(3))) {
    int answer = ReadAddress(env, args.at(3), &address);
    if (answer < 0) return Int(env, answer);
    message.msg_name = address.get();
    message.msg_namelen = address.length;
  }
  std::vector<int> fds;
  if (!ReadIntegers(env, args.at(2), &fds) || fds.size() > kMostDescriptors) return Int(env, -EINVAL);
  BufferList buffers(env, args.at(1), kMostBuffers);
  message.msg_iov = buffers.data();
  message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(buffers.count());
  Control control(fds.size());
  if (!fds.empty()) {
    control.AttachTo(&message);
    PutDescriptors(&message, fds);
  }
  return Int(env, RetryEintr([&] { return sendmsg(args.Integer(0), &message, args.Integer(4) | MSG_NOSIGNAL); }));
}

// recvmsg(fd, list, maxFds, flags, name): [nbytes, fds, flags]. There is always room for as many descriptors as a message can have: what is
// cut off by the system may stay open in this process without a number. Those beyond `maxFds` are closed.
napi_value ReceiveMessage(napi_env env, napi_callback_info info) {
  Args<5> args(env, info);
  BufferList buffers(env, args.at(1), kMostBuffers);
  const size_t most = static_cast<size_t>(args.Integer(2));
  Control control(kMostDescriptors);
  Address address;
  msghdr message{};
  auto count = RetryEintr([&] {
    message = {};
    message.msg_iov = buffers.data();
    message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(buffers.count());
    message.msg_name = address.get();
    message.msg_namelen = sizeof address.storage;
    control.AttachTo(&message);
    return recvmsg(args.Integer(0), &message, args.Integer(3) | MSG_CMSG_CLOEXEC);
  });
  if (count < 0) return Int(env, count);
  address.length = message.msg_namelen;
  StoreAddress(env, args.at(4), address);
  std::vector<int> fds = TakeDescriptors(&message);
  int flags = message.msg_flags & ~MSG_CMSG_CLOEXEC;
  if (fds.size() > most) {
    for (size_t i = most; i < fds.size(); i++) close(fds[i]);
    fds.resize(most);
    flags |= MSG_CTRUNC;
  }
  napi_value result = nullptr;
  napi_value list = nullptr;
  napi_create_array_with_length(env, 3, &result);
  napi_create_array_with_length(env, fds.size(), &list);
  for (size_t i = 0; i < fds.size(); i++) {
    Environment::Of(env)->Adopt(fds[i]);
    napi_set_element(env, list, static_cast<uint32_t>(i), Int(env, fds[i]));
  }
  napi_set_element(env, result, 0, Int(env, count));
  napi_set_element(env, result, 1, list);
  napi_set_element(env, result, 2, Int(env, flags));
  return result;
}

}  // namespace

void RegisterMessages(napi_env env, napi_value exports) { Export(env, exports, {{"sendmsg", SendMessage}, {"recvmsg", ReceiveMessage}}); }

}  // namespace tsyncio
