#pragma once

#include <QtGlobal>

#include <unistd.h>

#include <utility>

namespace Flowcast {

/// An open descriptor on its way to an owner; closed when none takes it: a call queued to a thread may never happen.
class Descriptor final
{
    Q_DISABLE_COPY_MOVE(Descriptor)

public:
    explicit Descriptor(qintptr descriptor) : m_descriptor(int(descriptor)) { }
    ~Descriptor()
    {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }

    [[nodiscard]] qintptr take() { return std::exchange(m_descriptor, -1); }

private:
    int m_descriptor;
};

} // namespace Flowcast
