#pragma once

#include "protocol/error.h"

#include <QByteArray>
#include <QHashFunctions>

namespace Flowcast {

/// The name of a workflow on the wire: 1 to 200 bytes of A-Z a-z 0-9 . _ : @ -
/// A default-made one is empty and names nothing; every other has passed the check.
class WorkflowId
{
public:
    static constexpr qsizetype MaxLength = 200;

    WorkflowId() = default;
    /// Checks raw bytes, before any percent-decoding: ids need none, and decoding could make two of them collide.
    [[nodiscard]] static Result<WorkflowId> fromBytes(QByteArrayView raw);
    /// Takes bytes that have been checked before: those of our own database.
    [[nodiscard]] static WorkflowId fromTrusted(QByteArray bytes) { return WorkflowId(std::move(bytes)); }

    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }
    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    [[nodiscard]] QString toString() const { return QString::fromLatin1(m_bytes); }

    bool operator==(const WorkflowId &) const = default;
    bool operator<(const WorkflowId &other) const { return m_bytes < other.m_bytes; }
    friend size_t qHash(const WorkflowId &id, size_t seed = 0) noexcept { return qHash(id.m_bytes, seed); }

private:
    explicit WorkflowId(QByteArray bytes) : m_bytes(std::move(bytes)) { }

    QByteArray m_bytes;
};

} // namespace Flowcast
