#include "resolver/resolver-failure.hh"

#include <netdb.h>

#include <cstring>

#include "napi/args.hh"

namespace tsyncio {

namespace {

// As Node names them: a name that does not exist, or has no addresses, was not found.
const char* NameOf(int status) {
  switch (status) {
    case EAI_NONAME: return "ENOTFOUND";
#ifdef EAI_NODATA
    case EAI_NODATA: return "ENOTFOUND";
#endif
#ifdef EAI_ADDRFAMILY
    case EAI_ADDRFAMILY: return "EAI_ADDRFAMILY";
#endif
    case EAI_AGAIN: return "EAI_AGAIN";
    case EAI_BADFLAGS: return "EAI_BADFLAGS";
    case EAI_FAIL: return "EAI_FAIL";
    case EAI_FAMILY: return "EAI_FAMILY";
    case EAI_MEMORY: return "EAI_MEMORY";
    case EAI_OVERFLOW: return "EAI_OVERFLOW";
    case EAI_SERVICE: return "EAI_SERVICE";
    case EAI_SOCKTYPE: return "EAI_SOCKTYPE";
    default: return "EAI_SYSTEM";
  }
}

}  // namespace

napi_value MakeResolverFailure(napi_env env, int status, int error) {
  napi_value object = nullptr;
  napi_create_object(env, &object);
  Set(env, object, "code", Text(env, NameOf(status)));
  Set(env, object, "errno", Int(env, status == EAI_SYSTEM ? -error : status));
  Set(env, object, "reason", Text(env, status == EAI_SYSTEM ? strerror(error) : gai_strerror(status)));
  return object;
}

}  // namespace tsyncio
